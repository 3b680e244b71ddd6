namespace Reco.Domain.Recommend.Ranking;

/// <summary>
/// Puts the best k of parallel arrays in front, in order, without allocating: a bounded binary heap whose root is the worst that is kept
/// (Floyd's build, then n − k comparisons with the root), then heap sort. O(n + changes · log k).
/// </summary>
internal static class TopK
{
    /// <summary>Reorders <paramref name="items"/> and <paramref name="scores"/> so that the first min(k, n) are the best, best first. What follows them is in no order. Gives min(k, n).</summary>
    public static int Select(Span<int> items, Span<double> scores, int k, CandidateOrder order)
    {
        k = Math.Min(k, items.Length);
        if (k <= 0) return 0;
        for (var i = k / 2 - 1; i >= 0; i--) Sink(items, scores, i, k, order);
        for (var i = k; i < items.Length; i++)
        {
            if (!order.Before(scores[i], items[i], scores[0], items[0])) continue;
            Swap(items, scores, 0, i);
            Sink(items, scores, 0, k, order);
        }
        for (var last = k - 1; last > 0; last--)
        {
            Swap(items, scores, 0, last);
            Sink(items, scores, 0, last, order);
        }
        return k;
    }

    /// <summary>Moves the entry at <paramref name="at"/> down until both its children come before it.</summary>
    private static void Sink(Span<int> items, Span<double> scores, int at, int count, CandidateOrder order)
    {
        while (true)
        {
            var child = 2 * at + 1;
            if (child >= count) return;
            if (child + 1 < count && order.Before(scores[child], items[child], scores[child + 1], items[child + 1])) child++;
            if (!order.Before(scores[at], items[at], scores[child], items[child])) return;
            Swap(items, scores, at, child);
            at = child;
        }
    }

    private static void Swap(Span<int> items, Span<double> scores, int a, int b)
    {
        (items[a], items[b]) = (items[b], items[a]);
        (scores[a], scores[b]) = (scores[b], scores[a]);
    }
}
