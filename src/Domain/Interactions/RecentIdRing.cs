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

    public byte[] Write()
    {
        var kept = Math.Min(count, limit);
        var bytes = new byte[kept * 16];
        MemoryMarshal.AsBytes(hashes.AsSpan(count - kept, kept)).CopyTo(bytes);
        MemoryMarshal.AsBytes(sequences.AsSpan(count - kept, kept)).CopyTo(bytes.AsSpan(kept * 8));
        return bytes;
    }
}
