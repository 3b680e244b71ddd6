using System.Buffers.Binary;
using System.IO.Hashing;

namespace Reco.Domain.Interactions;

/// <summary>A range of bytes within a blob.</summary>
internal readonly record struct Section(int Offset, int Length);

/// <summary>
/// The layout of a profile's blob, little endian:
/// <code>
///  0  version (1 byte) · 0 (1 byte) · number of types (2) · length of the whole blob (4)
///  8  section table, offset (4) and length (4) each: attributes · impressions · recent ids · fences · then one per type, by name
///  …  the sections, each starting at a multiple of 8, so that arrays of numbers are read in place
///  …  XxHash3 of everything before it (8): a flipped bit anywhere is found when the blob is opened, and what follows trusts the rest
/// </code>
/// A reader of version 1 refuses every other version. New sections come with a new version, which reads the old one.
/// </summary>
internal static class ProfileFormat
{
    public const byte Version = 1;
    public const int Attributes = 0, Impressions = 1, RecentIds = 2, Fences = 3, FirstType = 4;

    private const int TableOffset = 8, EntryBytes = 8, ChecksumBytes = 8;

    /// <summary>Checks that a blob is whole and of a version that this code reads.</summary>
    public static void Check(ReadOnlySpan<byte> blob)
    {
        if (blob.IsEmpty) throw new InvalidDataException("The profile is empty: its blob has no bytes.");
        if (blob[0] != Version) throw new InvalidDataException($"The profile has format version {blob[0]}; this server reads version {Version}. Was it written by a newer server?");
        if (blob.Length < TableOffset + FirstType * EntryBytes + ChecksumBytes) throw new InvalidDataException($"The profile is cut off: only {blob.Length} bytes are left.");
        var length = BinaryPrimitives.ReadInt32LittleEndian(blob[4..]);
        if (length != blob.Length) throw new InvalidDataException($"The profile is damaged: it says {length} bytes and has {blob.Length}.");
        if (XxHash3.HashToUInt64(blob[..^ChecksumBytes]) != BinaryPrimitives.ReadUInt64LittleEndian(blob[^ChecksumBytes..]))
            throw new InvalidDataException("The profile is damaged: its checksum is wrong.");
    }

    public static int Types(ReadOnlySpan<byte> blob) => BinaryPrimitives.ReadUInt16LittleEndian(blob[2..]);

    public static Section Section(ReadOnlySpan<byte> blob, int index)
    {
        var entry = blob.Slice(TableOffset + index * EntryBytes, EntryBytes);
        return new Section(BinaryPrimitives.ReadInt32LittleEndian(entry), BinaryPrimitives.ReadInt32LittleEndian(entry[4..]));
    }

    /// <summary>Puts sections together: the first four, then one per type in the order of their names.</summary>
    public static byte[] Write(ReadOnlySpan<ReadOnlyMemory<byte>> sections)
    {
        var offset = TableOffset + sections.Length * EntryBytes;
        var length = offset + ChecksumBytes;
        foreach (var section in sections) length += Aligned(section.Length);
        var blob = new byte[length];
        blob[0] = Version;
        BinaryPrimitives.WriteUInt16LittleEndian(blob.AsSpan(2), checked((ushort)(sections.Length - FirstType)));
        BinaryPrimitives.WriteInt32LittleEndian(blob.AsSpan(4), length);
        for (var i = 0; i < sections.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(blob.AsSpan(TableOffset + i * EntryBytes), offset);
            BinaryPrimitives.WriteInt32LittleEndian(blob.AsSpan(TableOffset + i * EntryBytes + 4), sections[i].Length);
            sections[i].Span.CopyTo(blob.AsSpan(offset));
            offset += Aligned(sections[i].Length);
        }
        BinaryPrimitives.WriteUInt64LittleEndian(blob.AsSpan(offset), XxHash3.HashToUInt64(blob.AsSpan(0, offset)));
        return blob;
    }

    private static int Aligned(int length) => (length + 7) & ~7;
}
