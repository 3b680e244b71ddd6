using Reco.Domain.Learning.Evaluation;

namespace Reco.Domain.Tests.Learning;

public class ProtocolsTests
{
    [Fact]
    public void The_last_row_is_the_latest_and_of_equal_times_the_highest_number()
    {
        var split = Protocols.LastOne([new("1", "9", 5), new("1", "10", 5), new("1", "3", 1), new("2", "7", 1)]);
        Assert.Equal(["1: 3 9 | 10", "2:  | 7"], split.Questions.Select(Show));
        Assert.Equal(2, split.Train.Count);
    }

    [Fact]
    public void The_last_fifth_rounds_down_and_asks_nobody_with_fewer_than_five()
    {
        var rows = Enumerable.Range(0, 11).Select(i => new Rated("1", $"{i}", i)).Concat(Enumerable.Range(0, 4).Select(i => new Rated("2", $"{i}", i)));
        var split = Protocols.LastFifth(rows);
        Assert.Equal(["1: 0 1 2 3 4 5 6 7 8 | 9 10"], split.Questions.Select(Show));
        Assert.Equal(13, split.Train.Count);
    }

    [Fact]
    public void Every_fifth_basket_asks_for_one_of_its_items()
    {
        var split = Protocols.Baskets([(10, "8"), (10, "30"), (10, "9"), (5, "1"), (7, "2"), (7, "3")]);
        Assert.Equal(["10: 8 9 | 30"], split.Questions.Select(Show));
        Assert.Equal(["7 2", "7 3"], split.Train.Select(r => $"{r.User} {r.Item}"));
    }

    private static string Show(Question q) => $"{q.User}: {string.Join(' ', q.Known)} | {string.Join(' ', q.Relevant)}";
}
