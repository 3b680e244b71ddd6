using System.Runtime.InteropServices;

namespace Reco.Domain.Interactions;

/// <summary>
/// Adds impressions to a profile's section of them: the last <see cref="Limits.ImpressionTimes"/> moments per item, and at most <see cref="Limits.ImpressionItems"/>
/// items; the item whose newest impression is the oldest is forgotten first (ties: the lower hash). Rows are applied one by one, since what is
/// forgotten in between does not come back.
/// </summary>
internal sealed class ImpressionFold
{
    private readonly int perItem;
    private readonly ulong[] hashes;
    private readonly int[] counts;
    private readonly long[] times;
    private int items, limit;

    public ImpressionFold(ReadOnlySpan<byte> stored, int room, Limits limits)
    {
        (perItem, limit) = (limits.ImpressionTimes, limits.ImpressionItems);
        var old = new ImpressionSection(stored);
        // One place more than the limit is enough, because every new item is followed by an eviction.
        var places = Math.Max(old.Items, Math.Min(old.Items + room, limit)) + 1;
        (hashes, counts, times) = (new ulong[places], new int[places], new long[places * perItem]);
        items = old.Items;
        old.Hashes.CopyTo(hashes);
        for (var i = 0; i < items; i++)
        {
            var all = old.Times(i);
            var kept = all[Math.Max(0, all.Length - perItem)..];
            kept.CopyTo(times.AsSpan(i * perItem));
            counts[i] = kept.Length;
        }
        while (items > limit) Evict();
    }

    /// <summary>The impressions of two people who are one: all of both before the oldest items are forgotten, so that nothing is forgotten in between.</summary>
    public static byte[] Merge(ReadOnlySpan<byte> stored, ReadOnlySpan<byte> other, Limits limits)
    {
        var more = new ImpressionSection(other);
        var all = new ImpressionFold(stored, more.Items, limits with { ImpressionItems = new ImpressionSection(stored).Items + more.Items });
        for (var i = 0; i < more.Items; i++)
        {
            foreach (var at in more.Times(i)) all.Add(more.Hashes[i], at);
        }
        all.limit = limits.ImpressionItems;
        while (all.items > all.limit) all.Evict();
        return all.Write();
    }

    public void Add(ulong hash, long atMs)
    {
        var item = Array.BinarySearch(hashes, 0, items, hash);
        if (item < 0)
        {
            item = ~item;
            hashes.AsSpan(item, items - item).CopyTo(hashes.AsSpan(item + 1));
            counts.AsSpan(item, items - item).CopyTo(counts.AsSpan(item + 1));
            times.AsSpan(item * perItem, (items - item) * perItem).CopyTo(times.AsSpan((item + 1) * perItem));
            (hashes[item], counts[item]) = (hash, 0);
            items++;
        }
        Insert(times.AsSpan(item * perItem, perItem), ref counts[item], atMs);
        if (items > limit) Evict();
    }

    public byte[] Write()
    {
        var all = counts.AsSpan(0, items).ToArray().Sum();
        var bytes = new byte[ImpressionSection.HeaderBytes + items * 12 + all * 8];
        var span = bytes.AsSpan();
        MemoryMarshal.Write(span, items);
        MemoryMarshal.Write(span[4..], all);
        MemoryMarshal.AsBytes(hashes.AsSpan(0, items)).CopyTo(span[ImpressionSection.HeaderBytes..]);
        var toTimes = MemoryMarshal.Cast<byte, long>(span[(ImpressionSection.HeaderBytes + items * 8)..]);
        var ends = MemoryMarshal.Cast<byte, int>(span[(ImpressionSection.HeaderBytes + items * 8 + all * 8)..]);
        var end = 0;
        for (var i = 0; i < items; i++)
        {
            times.AsSpan(i * perItem, counts[i]).CopyTo(toTimes[end..]);
            ends[i] = end += counts[i];
        }
        return bytes;
    }

    private static void Insert(Span<long> ascending, ref int count, long atMs)
    {
        var place = count;
        while (place > 0 && ascending[place - 1] > atMs) place--;
        if (count < ascending.Length)
        {
            ascending[place..count].CopyTo(ascending[(place + 1)..]);
            ascending[place] = atMs;
            count++;
        }
        else if (place > 0)
        {
            ascending[1..place].CopyTo(ascending);
            ascending[place - 1] = atMs;
        }
    }

    private void Evict()
    {
        var oldest = 0;
        for (var i = 1; i < items; i++)
        {
            if (Newest(i) < Newest(oldest)) oldest = i;
        }
        items--;
        hashes.AsSpan(oldest + 1, items - oldest).CopyTo(hashes.AsSpan(oldest));
        counts.AsSpan(oldest + 1, items - oldest).CopyTo(counts.AsSpan(oldest));
        times.AsSpan((oldest + 1) * perItem, (items - oldest) * perItem).CopyTo(times.AsSpan(oldest * perItem));
    }

    private long Newest(int item) => times[item * perItem + counts[item] - 1];
}
