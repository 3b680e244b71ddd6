namespace Reco.Domain.Rules.DryRuns;

/// <summary>What one revision did in a dry run. Shares and times are of its pages, so without the requests that it refused.</summary>
/// <param name="Pages">Requests that it answered with a page.</param>
/// <param name="Refused">Requests that it answered with faults.</param>
/// <param name="Faults">The first of these faults, each with the index of its request.</param>
/// <param name="NotFull">Share of pages with fewer items than wanted.</param>
/// <param name="Degraded">Share of pages for which a source failed or was late.</param>
/// <param name="Total">Time from request to page.</param>
/// <param name="Stages">Time of each stage; a page for which a stage did not run counts as 0.</param>
/// <param name="Buckets">Pages of each bucket, by name; empty for a rule without buckets.</param>
public sealed record DryRunSide(
    int Pages, int Refused, IReadOnlyList<(int Request, Fault Fault)> Faults, double NotFull, double Degraded, Spent Total,
    IReadOnlyList<(string Stage, Spent Time)> Stages, IReadOnlyList<(string Bucket, int Pages)> Buckets)
{
    /// <summary>Faults that are told.</summary>
    public const int MaxFaults = 50;

    /// <summary>Sums up the answers to the requests 0, 1, …</summary>
    public static DryRunSide Of(IReadOnlyList<DryRunPage> answers)
    {
        var pages = answers.Where(a => a.Faults.Count == 0).ToList();
        return new(
            pages.Count,
            answers.Count - pages.Count,
            [.. answers.SelectMany((a, i) => a.Faults.Select(fault => (i, fault))).Take(MaxFaults)],
            Share(pages, p => p.NotFull),
            Share(pages, p => p.Degraded),
            Spent.Of(pages.Select(p => p.Milliseconds)),
            [.. pages.SelectMany(p => p.Stages.Keys).Distinct(StringComparer.Ordinal).Select(stage => (stage, Spent.Of(pages.Select(p => p.Stages.GetValueOrDefault(stage)))))],
            [.. pages.Where(p => p.Bucket is not null).GroupBy(p => p.Bucket!).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (g.Key, g.Count()))]);
    }

    private static double Share(List<DryRunPage> pages, Func<DryRunPage, bool> which) => pages.Count == 0 ? 0 : (double)pages.Count(which) / pages.Count;
}

/// <summary>Times of many pages, in milliseconds; 0 when there are none.</summary>
/// <param name="Mean">Their mean.</param>
/// <param name="P95">The smallest that at least 95 % do not exceed.</param>
public readonly record struct Spent(double Mean, double P95)
{
    /// <summary>Sums up times.</summary>
    public static Spent Of(IEnumerable<double> milliseconds)
    {
        var sorted = milliseconds.Order().ToList();
        return sorted.Count == 0 ? default : new(sorted.Average(), sorted[(int)Math.Ceiling(sorted.Count * 0.95) - 1]);
    }
}
