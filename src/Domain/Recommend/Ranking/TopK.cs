namespace Reco.Domain.Recommend.Ranking;

/// <summary>
/// Puts the best k of parallel arrays in front, in order, without allocating: a bounded binary heap whose root is the worst that is kept
/// (Floyd's build, then n − k comparisons with the root), then heap sort. O(n + changes · log k).
/// </summary>
internal static class TopK
{
    /// <summary>Reorders <paramref name="entries"/> and <paramref name="scores"/> so that the first min(k, n) are the best, best first. What follows them is in no order. Gives min(k, n).</summary>
    public static int Select(Span<int> entries, Span<double> scores, int k, CandidateOrder order)
    {
        k = Math.Min(k, entries.Length);
        if (k <= 0) return 0;
        for (var i = k / 2 - 1; i >= 0; i--) Sink(entries, scores, i, k, order);
        for (var i = k; i < entries.Length; i++)
        {
            if (!order.Before(scores[i], entries[i], scores[0], entries[0])) continue;
            Swap(entries, scores, 0, i);
            Sink(entries, scores, 0, k, order);
        }
        for (var last = k - 1; last > 0; last--)
        {
            Swap(entries, scores, 0, last);
            Sink(entries, scores, 0, last, order);
        }
        return k;
    }

    /// <summary>Moves the entry at <paramref name="at"/> down until both its children come before it.</summary>
    private static void Sink(Span<int> entries, Span<double> scores, int at, int count, CandidateOrder order)
    {
        while (true)
        {
            var child = 2 * at + 1;
            if (child >= count) return;
            if (child + 1 < count && order.Before(scores[child], entries[child], scores[child + 1], entries[child + 1])) child++;
            if (!order.Before(scores[at], entries[at], scores[child], entries[child])) return;
            Swap(entries, scores, at, child);
            at = child;
        }
    }

    private static void Swap(Span<int> entries, Span<double> scores, int a, int b)
    {
        (entries[a], entries[b]) = (entries[b], entries[a]);
        (scores[a], scores[b]) = (scores[b], scores[a]);
    }
}
