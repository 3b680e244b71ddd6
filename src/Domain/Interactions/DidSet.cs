namespace Reco.Domain.Interactions;

/// <summary>The items behind <c>did</c> of one type: ascending hashes, each with the second in which it was last done.</summary>
/// <param name="Hashes">Ascending; more room than <paramref name="Count"/> is possible.</param>
/// <param name="Ages">In the same order, seconds since 1970.</param>
/// <param name="Count">Items.</param>
internal readonly record struct DidSet(ulong[] Hashes, uint[] Ages, int Count)
{
    /// <summary>The old set with new items in it, which this sorts; the latest <paramref name="limit"/> of them.</summary>
    public static DidSet Merge(TypeSection old, List<(ulong Hash, uint Age)> news, int limit)
    {
        news.Sort();
        var hashes = old.Did;
        var ages = old.DidAges;
        var merged = new DidSet(new ulong[hashes.Length + news.Count], new uint[hashes.Length + news.Count], 0);
        int left = 0, right = 0, count = 0;
        while (left < hashes.Length || right < news.Count)
        {
            var fromOld = left < hashes.Length && (right >= news.Count || hashes[left] <= news[right].Hash);
            var (hash, age) = fromOld ? (hashes[left], ages[left++]) : news[right++];
            if (count > 0 && merged.Hashes[count - 1] == hash) merged.Ages[count - 1] = Math.Max(merged.Ages[count - 1], age);
            else (merged.Hashes[count], merged.Ages[count++]) = (hash, age);
        }
        return count <= limit ? merged with { Count = count } : merged.Cut(count, limit);
    }

    /// <summary>Forgets the oldest, of equally old ones those with the lowest hashes.</summary>
    private DidSet Cut(int count, int limit)
    {
        var excess = count - limit;
        var sorted = Ages.AsSpan(0, count).ToArray();
        Array.Sort(sorted);
        var threshold = sorted[excess - 1];
        var atThreshold = excess - sorted.AsSpan().IndexOf(threshold);
        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            if (Ages[i] < threshold || (Ages[i] == threshold && atThreshold-- > 0)) continue;
            (Hashes[kept], Ages[kept++]) = (Hashes[i], Ages[i]);
        }
        return this with { Count = kept };
    }
}
