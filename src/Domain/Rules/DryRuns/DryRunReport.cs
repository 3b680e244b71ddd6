using Reco.Domain.Learning;

namespace Reco.Domain.Rules.DryRuns;

/// <summary>A draft and the serving revision of a rule side by side, over many requests. Holds ids of items, never of people.</summary>
/// <param name="Requests">Requests that were answered.</param>
/// <param name="Compared">Those for which both sides have a page; overlap, gained, lost and changed are of these.</param>
/// <param name="Overlap">Mean overlap@k (see <see cref="PageOverlap"/>), for each k that says something about pages of these lengths.</param>
/// <param name="Identical">Share of the compared pages that show the same items in the same order.</param>
/// <param name="Gained">Items that only the draft's page shows.</param>
/// <param name="Lost">Items that only the serving revision's page shows.</param>
/// <param name="Draft">The draft alone.</param>
/// <param name="Serving">The serving revision alone; null when none serves.</param>
/// <param name="Changed">The pages that changed most, those with the least in common first.</param>
/// <param name="ChangedMore">Further pages that changed.</param>
public sealed record DryRunReport(
    int Requests, int Compared, IReadOnlyList<(int K, double Mean)> Overlap, double Identical, ItemsByPages Gained, ItemsByPages Lost,
    DryRunSide Draft, DryRunSide? Serving, IReadOnlyList<ChangedPage> Changed, int ChangedMore)
{
    /// <summary>Changed pages that are told.</summary>
    public const int MaxChanged = 20;

    /// <summary>Compares the answers to the requests 0, 1, … Either all pairs have a serving side or none.</summary>
    public static DryRunReport Of(IReadOnlyList<DryRunPair> pairs)
    {
        var serving = pairs.Select(p => p.Serving).OfType<DryRunPage>().ToList();
        var compared = pairs.Select((p, i) => (p, i)).Where(x => x.p.Comparable).Select(x => new ChangedPage(x.i, x.p.Serving!, x.p.Draft)).ToList();
        var changed = compared.Where(p => p.Places > 0).OrderBy(p => p.Overlap).ThenByDescending(p => p.Places).ThenBy(p => p.Request).ToList();
        var longest = compared.Select(p => Math.Max(p.Before.Ids.Count, p.After.Ids.Count)).DefaultIfEmpty().Max();
        return new(
            pairs.Count,
            compared.Count,
            compared.Count == 0 ? [] : [.. PageOverlap.CutsFor(longest).Select(k => (k, compared.Average(p => PageOverlap.At(k, p.Before.Ids, p.After.Ids))))],
            compared.Count == 0 ? 0 : 1 - (double)changed.Count / compared.Count,
            ItemsByPages.Of(compared.Select(p => p.After.Ids.Except(p.Before.Ids, StringComparer.Ordinal))),
            ItemsByPages.Of(compared.Select(p => p.Before.Ids.Except(p.After.Ids, StringComparer.Ordinal))),
            DryRunSide.Of([.. pairs.Select(p => p.Draft)]),
            serving.Count == 0 ? null : DryRunSide.Of(serving),
            [.. changed.Take(MaxChanged)],
            Math.Max(0, changed.Count - MaxChanged));
    }
}

/// <summary>One page before and after.</summary>
/// <param name="Request">Index of the request.</param>
/// <param name="Before">The serving revision's page.</param>
/// <param name="After">The draft's page.</param>
public sealed record ChangedPage(int Request, DryRunPage Before, DryRunPage After)
{
    /// <summary>What the whole pages have in common.</summary>
    public double Overlap { get; } = PageOverlap.Whole(Before.Ids, After.Ids);

    /// <summary>Places at which they differ.</summary>
    public int Places { get; } = PageOverlap.PlacesThatDiffer(Before.Ids, After.Ids);
}

/// <summary>Items by the number of pages that they are on.</summary>
/// <param name="Top">The most frequent ones, ties by id.</param>
/// <param name="More">Further items.</param>
public sealed record ItemsByPages(IReadOnlyList<(string Id, int Pages)> Top, int More)
{
    /// <summary>Items that are told.</summary>
    public const int MaxTop = 50;

    /// <summary>Counts the items of many pages.</summary>
    public static ItemsByPages Of(IEnumerable<IEnumerable<string>> pages)
    {
        var counts = pages.SelectMany(p => p).CountBy(id => id, StringComparer.Ordinal).ToList();
        var best = counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key, IdOrder.Text);
        return new([.. best.Take(MaxTop).Select(c => (c.Key, c.Value))], Math.Max(0, counts.Count - MaxTop));
    }
}
