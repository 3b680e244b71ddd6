using Reco.Domain.Recommend;

namespace Reco.Domain.Rules.DryRuns;

/// <summary>What one of the two revisions of a dry run answered to one request.</summary>
/// <param name="Bucket">The bucket that answered; null for a rule without buckets.</param>
/// <param name="Ids">Ids of the items shown, in order.</param>
/// <param name="Size">Items wanted.</param>
/// <param name="Degraded">Whether a source failed or was late.</param>
/// <param name="Faults">What the rule demanded and the request lacked; then there is no page.</param>
/// <param name="Milliseconds">From the request to the page.</param>
/// <param name="Stages">Milliseconds of each stage that ran, each stage once.</param>
public sealed record DryRunPage(
    string? Bucket, IReadOnlyList<string> Ids, int Size, bool Degraded, IReadOnlyList<Fault> Faults, double Milliseconds, IReadOnlyDictionary<string, double> Stages)
{
    /// <summary>Whether fewer items were found than wanted.</summary>
    public bool NotFull => Ids.Count < Size;

    internal static DryRunPage Of(Answer answer, double milliseconds)
    {
        if (answer.Faults.Count > 0) return new(answer.Bucket, [], 0, false, answer.Faults, milliseconds, new Dictionary<string, double>());
        // A stage runs several times where one fallback follows another.
        var stages = answer.Call.Trace.Stages.GroupBy(s => s.Stage).ToDictionary(g => g.Key, g => g.Sum(s => s.Milliseconds), StringComparer.Ordinal);
        return new(answer.Bucket, answer.ItemIds, answer.Call.Page.Size, answer.Degraded, [], milliseconds, stages);
    }
}

/// <summary>Both answers to one request.</summary>
/// <param name="Draft">The draft's.</param>
/// <param name="Serving">The serving revision's; null when none serves.</param>
public sealed record DryRunPair(DryRunPage Draft, DryRunPage? Serving)
{
    /// <summary>Whether there are two pages to compare.</summary>
    public bool Comparable => Draft.Faults.Count == 0 && Serving is { Faults.Count: 0 };
}
