using FsCheck.Xunit;
using Reco.Domain.Learning;
using Reco.Domain.Recommend;

namespace Reco.Domain.Tests.Learning;

/// <summary>The trainers against their definitions, computed the slow and obvious way.</summary>
public class TrainerTests
{
    private static readonly (string, string)[] Tiny =
        [("ann", "apple"), ("ann", "bread"), ("ann", "bread"), ("bob", "apple"), ("bob", "bread"), ("bob", "cake"), ("eve", "cake"), ("eve", "apple")];

    [Fact]
    public void Similar_is_the_cosine_of_the_sets_of_users()
    {
        var rows = SimilarTrainer.Train(Incidence.Of(Tiny), new SimilarOptions());
        Assert.Equal(["apple: bread .816 cake .816", "bread: apple .816 cake .500", "cake: apple .816 bread .500"], rows.Select(Show));
    }

    [Fact]
    public void Shrinkage_distrusts_few_common_users()
    {
        var rows = SimilarTrainer.Train(Incidence.Of(Tiny), new SimilarOptions { Shrinkage = 1 });
        Assert.Equal("bread: apple .544 cake .250", Show(rows.Single(r => r.Key == "bread")));
    }

    [Fact]
    public void Neighbours_of_the_candidate_turn_the_lists_around()
    {
        var rows = SimilarTrainer.Train(Incidence.Of(Tiny), new SimilarOptions { K = 1, Neighbours = NeighbourSide.Candidate });
        Assert.Equal(["apple: bread .816 cake .816", "bread: apple .816"], rows.Select(Show));
    }

    [Fact]
    public void Goes_with_offers_three_measures_and_a_support()
    {
        string Of(GoesWithMeasure measure, int support = 1) =>
            Show(GoesWithTrainer.Train(Incidence.Of(Tiny), new GoesWithOptions { Measure = measure, MinSupport = support }).First(r => r.Key == "bread"));
        Assert.Equal("bread: apple .816 cake .500", Of(GoesWithMeasure.Cosine));
        Assert.Equal("bread: apple 1.000 cake .500", Of(GoesWithMeasure.Conditional));
        Assert.Equal("bread: apple 1.000 cake .750", Of(GoesWithMeasure.Lift));
        Assert.Equal("bread: apple 1.000", Of(GoesWithMeasure.Lift, support: 2));
    }

    [Fact]
    public void A_group_can_be_bounded_to_its_latest_items()
    {
        var incidence = Incidence.Of([("robot", "a"), ("robot", "b"), ("robot", "a"), ("robot", "c")], latestPerGroup: 2);
        Assert.Equal(["a", "c"], incidence.ItemsOf(0).ToArray().Select(i => incidence.Items[i]));
    }

    [Property(MaxTest = 200)]
    public bool Similar_equals_brute_force((byte User, byte Item)[] pairs, byte k, byte shrinkage, bool candidate)
    {
        var (top, shrink) = (1 + k % 5, shrinkage % 3);
        var rows = pairs.Select(p => ($"u{p.User % 12}", $"i{p.Item % 15}")).ToArray();
        var users = rows.GroupBy(r => r.Item2).ToDictionary(g => g.Key, g => g.Select(r => r.Item1).ToHashSet());
        double Score(string a, string b)
        {
            double both = users[a].Intersect(users[b]).Count();
            return both == 0 ? 0 : both / Math.Sqrt(users[a].Count * users[b].Count) * both / (both + shrink);
        }
        IEnumerable<(string Id, double Score)> Near(string a) =>
            Ranked(users.Keys.Where(b => b != a && Score(a, b) > 0).Select(b => (b, Score(a, b)))).Take(top);
        IEnumerable<(string, double)> Wanted(string a) => candidate ? Ranked(users.Keys.Where(c => Near(c).Any(s => s.Id == a)).Select(c => (c, Score(a, c)))) : Near(a);

        var options = new SimilarOptions { K = top, Shrinkage = shrink, Neighbours = candidate ? NeighbourSide.Candidate : NeighbourSide.Seed };
        var trained = SimilarTrainer.Train(Incidence.Of(rows), options).ToDictionary(r => r.Key, Show);
        var wanted = users.Keys.Select(a => Show(a, Wanted(a))).Where(line => !line.EndsWith(':'));
        return trained.Values.Order().SequenceEqual(wanted.Order());
    }

    [Fact]
    public void Ids_beyond_the_basic_plane_sort_last_as_in_utf8()
    {
        Assert.True(IdOrder.Text.Compare("\uFFFD", "\U0001F34E") < 0);
        Assert.Equal(["2", "10", "a"], new[] { "a", "10", "2" }.Order(IdOrder.Numeric));
    }

    private static IOrderedEnumerable<(string Id, double Score)> Ranked(IEnumerable<(string Id, double Score)> found) =>
        found.OrderByDescending(f => f.Score).ThenBy(f => f.Id, StringComparer.Ordinal);

    private static string Show(RelationRow row) => Show(row.Key, row.Related.Select(r => (r.Id, (double)r.Score)));

    private static string Show(string key, IEnumerable<(string Id, double Score)> related) =>
        $"{key}:{string.Concat(related.Select(r => $" {r.Id} {Math.Round(r.Score, 3):#.000}"))}";
}
