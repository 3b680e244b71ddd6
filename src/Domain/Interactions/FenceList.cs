using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Reco.Domain.Interactions;

/// <summary>
/// How far each log is folded into a profile. A person's rows come from one partition of one log; further fences are of earlier incarnations and of merged
/// people. The last <see cref="Kept"/> that moved are kept: an older log delivers no more. Stored as sequence (8), characters (4), 0 (4), UTF-16, padded to 8.
/// </summary>
internal sealed class FenceList
{
    private const int Kept = 32, EntryHeader = 16;
    private readonly List<(string Log, long Sequence)> fences = new(2);

    /// <param name="stored">The section.</param>
    /// <param name="likely">The log that rows come from, so that its name is not made anew each time.</param>
    public FenceList(ReadOnlySpan<byte> stored, string likely)
    {
        while (!stored.IsEmpty)
        {
            var characters = BinaryPrimitives.ReadInt32LittleEndian(stored[8..]);
            var name = MemoryMarshal.Cast<byte, char>(stored[EntryHeader..])[..characters];
            fences.Add((name.SequenceEqual(likely) ? likely : new string(name), BinaryPrimitives.ReadInt64LittleEndian(stored)));
            stored = stored[Bytes(characters)..];
        }
    }

    /// <summary>Whether any row passed.</summary>
    public bool Changed { get; private set; }

    /// <summary>Moves the fence up to a row; false when the row is at or below it.</summary>
    public bool Pass(string log, long sequence)
    {
        var index = fences.FindIndex(f => f.Log == log);
        if (index >= 0 && sequence <= fences[index].Sequence) return false;
        Changed = true;
        if (index >= 0) fences.RemoveAt(index);
        else if (fences.Count == Kept) fences.RemoveAt(0);
        fences.Add((log, sequence));
        return true;
    }

    public byte[] Write()
    {
        var bytes = new byte[fences.Sum(f => Bytes(f.Log.Length))];
        var rest = bytes.AsSpan();
        foreach (var (log, sequence) in fences)
        {
            BinaryPrimitives.WriteInt64LittleEndian(rest, sequence);
            BinaryPrimitives.WriteInt32LittleEndian(rest[8..], log.Length);
            MemoryMarshal.AsBytes(log.AsSpan()).CopyTo(rest[EntryHeader..]);
            rest = rest[Bytes(log.Length)..];
        }
        return bytes;
    }

    private static int Bytes(int characters) => (EntryHeader + characters * 2 + 7) & ~7;
}
