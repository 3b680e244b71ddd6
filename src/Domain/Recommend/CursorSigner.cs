using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Reco.Domain.Catalogs;

namespace Reco.Domain.Recommend;

/// <summary>Where a reader of pages stands: all state is in the token that the caller holds.</summary>
/// <param name="Bucket">Bucket of the pages before; null for a rule without buckets.</param>
/// <param name="Shown">Hashes of the items shown so far, each cut by <see cref="CursorSigner.Cut"/>.</param>
internal sealed record Cursor(uint Bucket, ulong[] Shown);

/// <summary>
/// Makes and opens cursors: URL-safe tokens that nobody else can make (HMAC-SHA256, cut to 128 bits), bound to rule and user, good for 30 minutes.
/// Layout: format (1), rule (8), user (8), bucket (4), issued at in ms (8), then 5 bytes per item shown, then the MAC (16); little endian.
/// </summary>
/// <param name="key">HMAC key, 32 bytes; the same on all instances.</param>
public sealed class CursorSigner(ReadOnlyMemory<byte> key)
{
    private const byte Format = 1;
    private const int Head = 1 + 8 + 8 + 4 + 8;
    private const int HashBytes = 5;
    private const int MacBytes = 16;

    /// <summary>How long a cursor is good, in milliseconds.</summary>
    public const long LifetimeMs = 30 * 60 * 1000;

    /// <summary>The part of an item's hash that a cursor keeps: 40 bits, so that among 500 shown ids and 2,000 candidates one in a million pages hides an item wrongly.</summary>
    internal static ulong Cut(ulong hash) => hash & 0xFF_FFFF_FFFF;

    internal string Make(string rule, string? user, string? bucket, ReadOnlySpan<ulong> shown, long nowMs)
    {
        var length = Head + shown.Length * HashBytes;
        Span<byte> bytes = stackalloc byte[length + MacBytes];
        bytes[0] = Format;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[1..], ItemNumbers.HashOf(rule));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[9..], ItemNumbers.HashOf(user));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[17..], BucketHash(bucket));
        BinaryPrimitives.WriteInt64LittleEndian(bytes[21..], nowMs);
        Span<byte> eight = stackalloc byte[8];
        for (var i = 0; i < shown.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(eight, shown[i]);
            eight[..HashBytes].CopyTo(bytes[(Head + i * HashBytes)..]);
        }
        Sign(bytes[..length], bytes[length..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Opens a cursor, or says why it can't be gone on with.</summary>
    internal Outcome<Cursor> Open(string token, string rule, string? user, long nowMs, int most)
    {
        var longest = Head + most * HashBytes + MacBytes;
        if (token.Length > Base64Url.GetEncodedLength(longest)) return Refuse("it is longer than any cursor");
        Span<byte> bytes = stackalloc byte[longest];
        if (Base64Url.DecodeFromChars(token, bytes, out _, out var written) != OperationStatus.Done || written < Head + MacBytes || (written - Head - MacBytes) % HashBytes != 0) return Refuse("it is not a cursor");
        var signed = bytes[..(written - MacBytes)];
        Span<byte> mac = stackalloc byte[MacBytes];
        Sign(signed, mac);
        if (!CryptographicOperations.FixedTimeEquals(mac, bytes[signed.Length..written]) || signed[0] != Format) return Refuse("it was not made by this server, or was changed");
        if (BinaryPrimitives.ReadUInt64LittleEndian(signed[1..]) != ItemNumbers.HashOf(rule)) return Refuse("it belongs to another rule");
        if (BinaryPrimitives.ReadUInt64LittleEndian(signed[9..]) != ItemNumbers.HashOf(user)) return Refuse("it belongs to another user");
        var age = nowMs - BinaryPrimitives.ReadInt64LittleEndian(signed[21..]);
        if (age is < -60_000 or > LifetimeMs) return Refuse("it is older than 30 minutes");
        var shown = new ulong[(signed.Length - Head) / HashBytes];
        Span<byte> eight = stackalloc byte[8];
        for (var i = 0; i < shown.Length; i++)
        {
            eight.Clear();
            signed.Slice(Head + i * HashBytes, HashBytes).CopyTo(eight);
            shown[i] = BinaryPrimitives.ReadUInt64LittleEndian(eight);
        }
        return new Cursor(BinaryPrimitives.ReadUInt32LittleEndian(signed[17..]), shown);
    }

    internal static uint BucketHash(string? bucket) => bucket is null ? 0 : (uint)ItemNumbers.HashOf(bucket);

    private void Sign(ReadOnlySpan<byte> bytes, Span<byte> mac)
    {
        Span<byte> full = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.Span, bytes, full);
        full[..MacBytes].CopyTo(mac);
    }

    private static List<Fault> Refuse(string why) => [new Fault("cursor", $"this cursor can't be used: {why}", "Ask for the first page again, without a cursor.")];
}
