using System.Globalization;
using Reco.Domain.Rules;

namespace Reco.Domain.Statistics;

/// <summary>
/// Whether the people of a test are split as its shares say. Where they are not, something loses or moves them, and the buckets can't be compared, however
/// many people there are (Fabijan and others, KDD 2019). Of people and not of pages: the pages of one person are not independent.
/// </summary>
/// <param name="People">People of a sample by bucket, since the revision serves: a change of shares moves people.</param>
/// <param name="Test">The comparison with the shares; null when there is one bucket, or too few people.</param>
/// <param name="Finding">What is wrong, in a sentence; null when nothing is, or it can't be told yet.</param>
public sealed record SampleRatio(IReadOnlyList<int> People, ChiSquare? Test, string? Finding)
{
    /// <summary>A difference that chance makes less often than this is reported. Strict, since operators look often.</summary>
    public const double Alpha = 0.001;

    /// <summary>Checks a revision.</summary>
    /// <param name="rule">The revision that serves.</param>
    /// <param name="report">What was counted of it.</param>
    public static SampleRatio Of(CompiledRule rule, RuleReport report)
    {
        List<CompiledBucket> buckets = [.. rule.Buckets.Where(b => b.Share > 0)];
        var people = report.PeopleOf([.. buckets.Select(b => b.Name ?? "")], rule.Stored.Canary?.Beside ?? 0, rule.Stored.AtMs);
        var test = ChiSquare.Test(people, [.. buckets.Select(b => b.Share)]);
        if (test is not { } done || done.P >= Alpha) return new SampleRatio(people, test, null);
        var total = people.Sum();
        var off = Enumerable.Range(0, people.Length).MaxBy(i => Math.Abs(people[i] - buckets[i].Share / 100 * total) / Math.Sqrt(buckets[i].Share));
        return new SampleRatio(people, test, string.Create(CultureInfo.InvariantCulture,
            $"The people are not split as the shares say: bucket {buckets[off].Name} has {people[off]} of {total}, expected are {buckets[off].Share / 100 * total:0}; chance does that once in {1 / Math.Max(done.P, 1e-15):0} tests. ") +
            "Don't compare the buckets before the cause is found: pages of one bucket that fail, are not confirmed, or come from a cache are the usual ones.");
    }
}
