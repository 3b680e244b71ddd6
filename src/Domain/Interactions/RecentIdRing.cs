using System.Runtime.InteropServices;
using Reco.Domain.Catalogs;

namespace Reco.Domain.Interactions;

/// <summary>
/// The ids of a person's last interactions, so that a retry is harmless. Only 64-bit hashes are kept: 256 of one person meet by accident once in 10^14
/// persons, and whoever makes two ids meet on purpose loses one of their own rows. Stored as hash[n] (8 each), oldest first, then the log sequence[n] (8) under which
/// each was applied, for whoever asks where a double came from.
/// </summary>
internal sealed class RecentIdRing
{
    /// <summary>Bytes of a stored id.</summary>
    public const int EntryBytes = 16;

    private readonly int limit;
    private readonly ulong[] hashes;
    private readonly long[] sequences;
    private int count;

    public RecentIdRing(ReadOnlySpan<byte> stored, int room, int limit)
    {
        this.limit = limit;
        var known = MemoryMarshal.Cast<byte, ulong>(stored);
        count = known.Length / 2;
        hashes = new ulong[count + room];
        sequences = new long[count + room];
        known[..count].CopyTo(hashes);
        MemoryMarshal.Cast<ulong, long>(known[count..]).CopyTo(sequences);
    }

    public bool Changed { get; private set; }

    /// <summary>Remembers an id; false when it is among the last ones.</summary>
    public bool Add(string id, long sequence)
    {
        var hash = ItemNumbers.HashOf(id);
        if (hashes.AsSpan(0, count)[Math.Max(0, count - limit)..].Contains(hash)) return false;
        hashes[count] = hash;
        sequences[count++] = sequence;
        return Changed = true;
    }

    /// <summary>The last ids of two people who are one, by log sequence; an id of both is there once.</summary>
    public static byte[] Merge(ReadOnlySpan<byte> stored, ReadOnlySpan<byte> other, int limit)
    {
        var (one, two) = (new RecentIdRing(stored, 0, limit), new RecentIdRing(other, 0, limit));
        var order = one.Entries().Concat(two.Entries()).OrderBy(e => e.Sequence).DistinctBy(e => e.Hash).ToList();
        var merged = new RecentIdRing([], order.Count, limit);
        foreach (var (hash, sequence) in order) (merged.hashes[merged.count], merged.sequences[merged.count++]) = (hash, sequence);
        return merged.Write();
    }

    private IEnumerable<(ulong Hash, long Sequence)> Entries() => hashes.Zip(sequences).Take(count);

    public byte[] Write()
    {
        var kept = Math.Min(count, limit);
        var bytes = new byte[kept * EntryBytes];
        MemoryMarshal.AsBytes(hashes.AsSpan(count - kept, kept)).CopyTo(bytes);
        MemoryMarshal.AsBytes(sequences.AsSpan(count - kept, kept)).CopyTo(bytes.AsSpan(kept * 8));
        return bytes;
    }
}
