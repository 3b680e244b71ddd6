using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Reco.Domain.Interactions;

/// <summary>
/// What a profile keeps of one interaction type, read in place: the latest entries, oldest first, and the set behind <c>did</c>.
/// <code>
///  0  entries n (4) · did m (4) · characters of the name (4) · 0 (4)
/// 16  at[n] ms (8 each) · item hash[n] (8) · did hash[m], ascending (8) · did age[m], seconds (4) · where id[n] starts in this section (4)
///  …  the name (UTF-16) · the ids, each length (2) and UTF-8
/// </code>
/// An interaction without an item has hash 0 and an empty id.
/// </summary>
internal readonly ref struct TypeSection(ReadOnlySpan<byte> bytes)
{
    public const int HeaderBytes = 16;

    private readonly ReadOnlySpan<byte> bytes = bytes;

    public int Entries => BinaryPrimitives.ReadInt32LittleEndian(bytes);
    public int DidCount => BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
    public ReadOnlySpan<long> At => Part<long>(HeaderBytes, Entries);
    public ReadOnlySpan<ulong> Hashes => Part<ulong>(HeaderBytes + Entries * 8, Entries);
    public ReadOnlySpan<ulong> Did => Part<ulong>(DidOffset(Entries), DidCount);
    public ReadOnlySpan<uint> DidAges => Part<uint>(HeaderBytes + Entries * 16 + DidCount * 8, DidCount);
    public ReadOnlySpan<int> IdStarts => Part<int>(HeaderBytes + Entries * 16 + DidCount * 12, Entries);
    public ReadOnlySpan<char> Name => Part<char>(NameOffset(Entries, DidCount), BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]));

    /// <summary>An id with its length in front, as it is stored.</summary>
    public ReadOnlySpan<byte> StoredId(int entry)
    {
        var stored = bytes[IdStarts[entry]..];
        return stored[..(2 + BinaryPrimitives.ReadUInt16LittleEndian(stored))];
    }

    public static int DidOffset(int entries) => HeaderBytes + entries * 16;

    public static int NameOffset(int entries, int did) => HeaderBytes + entries * 20 + did * 12;

    /// <summary>The id that starts at an offset.</summary>
    public static string IdAt(ReadOnlySpan<byte> stored) => Encoding.UTF8.GetString(stored.Slice(2, BinaryPrimitives.ReadUInt16LittleEndian(stored)));

    private ReadOnlySpan<T> Part<T>(int offset, int count) where T : unmanaged => MemoryMarshal.Cast<byte, T>(bytes[offset..])[..count];
}
