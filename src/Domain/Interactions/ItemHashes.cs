using System.Runtime.InteropServices;

namespace Reco.Domain.Interactions;

/// <summary>
/// A sorted set of items inside a profile, found once per request and asked for each candidate: a small bit filter by hash first, since most candidates are
/// not in it, then binary search in the blob itself.
/// </summary>
internal sealed class ItemHashes
{
    /// <summary>Larger sets have no filter: making it would cost more than it saves for the candidates of one request.</summary>
    private const int MostFiltered = 1_024;

    /// <summary>No item.</summary>
    public static ItemHashes None { get; } = new(default);

    private readonly ReadOnlyMemory<byte> hashes;
    private readonly ulong[] filter;

    /// <param name="hashes">Item hashes, ascending, 8 bytes each, at a multiple of 8 in the blob.</param>
    public ItemHashes(ReadOnlyMemory<byte> hashes)
    {
        this.hashes = hashes;
        var all = MemoryMarshal.Cast<byte, ulong>(hashes.Span);
        if (all.Length > MostFiltered)
        {
            filter = [ulong.MaxValue];
            return;
        }
        // 16 bits per item keep wrong hits at 6 %.
        filter = new ulong[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(all.Length / 4 + 1))];
        foreach (var hash in all) filter[(int)(hash >> 6) & (filter.Length - 1)] |= 1UL << (int)hash;
    }

    /// <summary>Where the set has an item; negative when it has not.</summary>
    public int Find(ulong hash) =>
        (filter[(int)(hash >> 6) & (filter.Length - 1)] >> (int)hash & 1) == 0 ? -1 : MemoryMarshal.Cast<byte, ulong>(hashes.Span).BinarySearch(hash);
}
