using FsCheck.Xunit;
using Reco.Domain.Catalogs;
using Reco.Domain.Recommend.Ranking;

namespace Reco.Domain.Tests.Recommend;

public sealed class TopKTests
{
    [Property(MaxTest = 500)]
    public void Gives_the_same_as_sorting_by_score_then_id_with_null_last(byte[] picks, byte k)
    {
        var ids = new ItemNumbers();
        // Few distinct scores, so that ties and NaN are common; ids in an order of their own.
        var entries = picks.Select((p, i) => ids.Intern($"{p % 7}-{i}")).ToArray();
        var scores = picks.Select(p => p % 5 == 0 ? double.NaN : p % 4).ToArray();
        var expected = entries.Zip(scores)
            .OrderBy(p => double.IsNaN(p.Second)).ThenByDescending(p => double.IsNaN(p.Second) ? 0 : p.Second)
            .ThenBy(p => ids.Id(p.First), Comparer<string>.Create((a, b) => Utf8Order.Compare(a, b)))
            .Select(p => p.First).Take(k).ToArray();

        var count = TopK.Select(entries, scores, k, new CandidateOrder(ids));

        Assert.Equal(expected, entries[..count]);
    }
}
