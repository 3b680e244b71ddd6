using System.Runtime.InteropServices;

namespace Reco.Domain.Interactions;

/// <summary>
/// The impressions of a profile, read in place: items k (4) · times n (4) · item hash[k], ascending (8 each) · times[n] ms, ascending per item (8) ·
/// where each item's times end[k] (4).
/// </summary>
internal readonly ref struct ImpressionSection(ReadOnlySpan<byte> bytes)
{
    public const int HeaderBytes = 8;

    private readonly ReadOnlySpan<byte> bytes = bytes;

    public int Items => bytes.IsEmpty ? 0 : MemoryMarshal.Read<int>(bytes);
    private int AllTimes => bytes.IsEmpty ? 0 : MemoryMarshal.Read<int>(bytes[4..]);
    public ReadOnlySpan<ulong> Hashes => bytes.IsEmpty ? [] : MemoryMarshal.Cast<byte, ulong>(bytes[HeaderBytes..])[..Items];

    public ReadOnlySpan<long> Times(int item)
    {
        var ends = MemoryMarshal.Cast<byte, int>(bytes[(HeaderBytes + Items * 8 + AllTimes * 8)..]);
        var start = item == 0 ? 0 : ends[item - 1];
        return MemoryMarshal.Cast<byte, long>(bytes[(HeaderBytes + Items * 8)..])[start..ends[item]];
    }
}
