using System.Buffers.Binary;
using System.IO.Hashing;

namespace Reco.Domain.Interactions.Counting;

/// <summary>The frame of a snapshot of counts: format version in the first byte, XxHash3 of all before it at the end.</summary>
internal static class SnapshotBytes
{
    private const int ChecksumBytes = 8;

    /// <summary>What <paramref name="write"/> writes, framed.</summary>
    public static byte[] Write(byte version, Action<BinaryWriter> write)
    {
        using var bytes = new MemoryStream();
        var writer = new BinaryWriter(bytes);
        writer.Write(version);
        write(writer);
        writer.Flush();
        var hash = new byte[ChecksumBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(hash, XxHash3.HashToUInt64(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
        bytes.Write(hash);
        return bytes.ToArray();
    }

    /// <summary>Reads what is in the frame. Throws <see cref="InvalidDataException"/> when it is damaged or of a newer server.</summary>
    /// <param name="bytes">What <see cref="Write"/> gave.</param>
    /// <param name="version">The version that this server reads.</param>
    /// <param name="of">What it is a snapshot of, for the message.</param>
    public static BinaryReader Open(byte[] bytes, byte version, string of)
    {
        if (bytes.Length > 0 && bytes[0] != version) throw new InvalidDataException($"The snapshot of {of} has format version {bytes[0]}; this server reads version {version}.");
        if (bytes.Length < 1 + ChecksumBytes || XxHash3.HashToUInt64(bytes.AsSpan(0, bytes.Length - ChecksumBytes)) != BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(bytes.Length - ChecksumBytes)))
            throw new InvalidDataException($"The snapshot of {of} is damaged: its checksum is wrong.");
        return new BinaryReader(new MemoryStream(bytes, 1, bytes.Length - 1 - ChecksumBytes));
    }
}
