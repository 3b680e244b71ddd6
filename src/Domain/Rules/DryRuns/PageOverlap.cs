namespace Reco.Domain.Rules.DryRuns;

/// <summary>How much two pages have in common.</summary>
public static class PageOverlap
{
    /// <summary>The cuts that are looked at.</summary>
    public static IReadOnlyList<int> Cuts { get; } = [1, 5, 10, 20];

    /// <summary>The cuts that say something about pages of at most so many items: up to the first one that holds them whole.</summary>
    public static IEnumerable<int> CutsFor(int longest) => Cuts.Where((_, i) => i == 0 || Cuts[i - 1] < longest);

    /// <summary>Overlap@k: the items that the first <paramref name="k"/> of both pages share, divided by k, or by the length of the longer page when that is less. 1 for two empty pages.</summary>
    public static double At(int k, IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        var longer = Math.Min(k, Math.Max(before.Count, after.Count));
        return longer == 0 ? 1 : (double)before.Take(k).Intersect(after.Take(k), StringComparer.Ordinal).Count() / longer;
    }

    /// <summary>Overlap of the whole pages.</summary>
    public static double Whole(IReadOnlyList<string> before, IReadOnlyList<string> after) => At(int.MaxValue, before, after);

    /// <summary>Places at which the pages differ; those that only one of them has count.</summary>
    public static int PlacesThatDiffer(IReadOnlyList<string> before, IReadOnlyList<string> after) =>
        before.Zip(after).Count(p => p.First != p.Second) + Math.Abs(before.Count - after.Count);
}
