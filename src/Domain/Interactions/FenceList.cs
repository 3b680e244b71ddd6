using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Reco.Domain.Interactions;

/// <summary>
/// How far each log is folded into a profile. A person's rows come from one partition of one log; further fences are of earlier incarnations and of merged
/// people: those are named by <see cref="LogOf"/>, since rows of two names come from two places. The last <see cref="Kept"/> that moved are kept, those of merged
/// names leave first: a name's tombstone has its fences too, and an older log delivers no more. Stored as sequence (8), characters (4), 0 (4), UTF-16, padded to 8.
/// </summary>
internal sealed class FenceList
{
    private const int Kept = 32, EntryHeader = 16;

    /// <summary>Between a log and a merged name: neither has a control character.</summary>
    private const char Of = '\n';

    private readonly List<(string Log, long Sequence)> fences = new(2);

    /// <param name="stored">The section.</param>
    /// <param name="likely">The log that rows come from, so that its name is not made anew each time.</param>
    public FenceList(ReadOnlySpan<byte> stored, string likely = "")
    {
        while (!stored.IsEmpty)
        {
            var characters = BinaryPrimitives.ReadInt32LittleEndian(stored[8..]);
            var name = MemoryMarshal.Cast<byte, char>(stored[EntryHeader..])[..characters];
            fences.Add((name.SequenceEqual(likely) ? likely : new string(name), BinaryPrimitives.ReadInt64LittleEndian(stored)));
            stored = stored[Bytes(characters)..];
        }
    }

    /// <summary>The log of a person's rows that come under a name that was merged into theirs.</summary>
    public static string LogOf(string log, string mergedName) => log + Of + mergedName;

    /// <summary>Whether rows of a merged name are folded in.</summary>
    public bool Has(string mergedName) => fences.Exists(f => IsOf(f.Log, mergedName));

    /// <summary>Whether any row passed.</summary>
    public bool Changed { get; private set; }

    /// <summary>Moves the fence up to a row; false when the row is at or below it.</summary>
    public bool Pass(string log, long sequence)
    {
        var index = fences.FindIndex(f => f.Log == log);
        if (index >= 0 && sequence <= fences[index].Sequence) return false;
        Changed = true;
        if (index >= 0) fences.RemoveAt(index);
        else if (fences.Count == Kept) fences.RemoveAt(Math.Max(0, fences.FindIndex(f => f.Log.Contains(Of))));
        fences.Add((log, sequence));
        return true;
    }

    /// <summary>Takes in the fences of a person whose name is merged into this one's.</summary>
    public void Merge(FenceList from, string name)
    {
        foreach (var (log, sequence) in from.fences) Pass(log.Contains(Of) ? log : LogOf(log, name), sequence);
    }

    /// <summary>The fences of a merged name, as that person's own; of null those of the person itself, without any merged name.</summary>
    public FenceList Only(string? mergedName)
    {
        var only = new FenceList([]);
        foreach (var (log, sequence) in fences)
        {
            if (mergedName is null ? !log.Contains(Of) : IsOf(log, mergedName)) only.Pass(mergedName is null ? log : log[..log.IndexOf(Of)], sequence);
        }
        return only;
    }

    /// <summary>Takes in fences of the same person.</summary>
    public void Raise(FenceList other)
    {
        foreach (var (log, sequence) in other.fences) Pass(log, sequence);
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

    private static bool IsOf(string log, string mergedName) => log.EndsWith(mergedName, StringComparison.Ordinal) && log.Length > mergedName.Length && log[^(mergedName.Length + 1)] == Of;

    private static int Bytes(int characters) => (EntryHeader + characters * 2 + 7) & ~7;
}
