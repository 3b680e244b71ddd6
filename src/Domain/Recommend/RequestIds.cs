using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Reco.Domain.Recommend;

/// <summary>
/// Names answers: <c>ID.VERSION.BUCKET</c>, or <c>ID.VERSION</c> for a rule without buckets. An interaction that carries the name says by itself which revision and bucket it
/// is owed to, so that no server has to remember its answers. The ID has 26 characters of Crockford's base32 over 128 bits; the flow appends the rest when the bucket is chosen.
/// </summary>
public static class RequestIds
{
    /// <summary>Characters of the longest name, all of them ASCII: less than <see cref="Limits.IdBytes"/> is by default.</summary>
    public const int MostLength = IdLength + 1 + 19 + 1 + 64;

    private const int IdLength = 26;
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    private static readonly SearchValues<char> IdCharacters = SearchValues.Create(Alphabet);
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");
    private static readonly SearchValues<char> BucketCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    [ThreadStatic] private static UInt128 next;

    /// <summary>
    /// A new ID. Each thread counts up from a random start, scrambled by a bijection, so that IDs of one thread never repeat, those of two threads or instances hardly
    /// ever meet, and no lock is taken.
    /// </summary>
    public static string Next()
    {
        if (next == UInt128.Zero) next = Seed();
        return string.Create(IdLength, ++next, static (text, id) =>
        {
            // Multiplying by an odd constant is a bijection: distinct counts stay distinct, and neighbours look unlike.
            id *= new UInt128(0x9E3779B97F4A7C15, 0xF39CC0605CEDC835);
            for (var i = text.Length - 1; i >= 0; i--, id >>= 5) text[i] = Alphabet[(int)((ulong)id & 31)];
        });
    }

    /// <summary>Writes the name of an answer; gives its length.</summary>
    /// <param name="id">What <see cref="Next"/> gave.</param>
    /// <param name="version">The rule's revision.</param>
    /// <param name="bucket">The bucket that answered; null for a rule without buckets.</param>
    /// <param name="into">Room for <see cref="MostLength"/> characters.</param>
    public static int Write(string id, long version, string? bucket, Span<char> into)
    {
        var culture = CultureInfo.InvariantCulture;
        int length;
        var fits = bucket is null ? into.TryWrite(culture, $"{id}.{version}", out length) : into.TryWrite(culture, $"{id}.{version}.{bucket}", out length);
        return fits ? length : throw new ArgumentException("The ID is longer than any that is made here.", nameof(id));
    }

    /// <summary>The name of an answer as a text of its own.</summary>
    public static string Of(string id, long version, string? bucket)
    {
        Span<char> name = stackalloc char[MostLength];
        return new string(name[..Write(id, version, bucket, name)]);
    }

    /// <summary>Reads a name. False when it is none: anybody may send any text. True says that it has the form, not that such an answer was ever given.</summary>
    /// <param name="name">What was sent.</param>
    /// <param name="version">The revision it names, from 1.</param>
    /// <param name="bucket">The bucket it names; empty for none.</param>
    public static bool TryRead(ReadOnlySpan<char> name, out long version, out ReadOnlySpan<char> bucket)
    {
        version = 0;
        bucket = default;
        if (name.Length is <= IdLength + 1 or > MostLength || name[IdLength] != '.' || name[..IdLength].ContainsAnyExcept(IdCharacters)) return false;
        var rest = name[(IdLength + 1)..];
        var dot = rest.IndexOf('.');
        var digits = dot < 0 ? rest : rest[..dot];
        // No leading zero: one answer has one name.
        if (digits.IsEmpty || digits[0] == '0' || digits.ContainsAnyExcept(Digits) || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out version)) return false;
        if (dot < 0) return true;
        bucket = rest[(dot + 1)..];
        return bucket.Length is > 0 and <= 64 && !bucket.ContainsAnyExcept(BucketCharacters);
    }

    /// <summary>The part of a name that <see cref="Next"/> gave, of one that <see cref="TryRead"/> accepted.</summary>
    public static string IdOf(string name) => name[..IdLength];

    private static UInt128 Seed()
    {
        UInt128 seed = 0;
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(new Span<UInt128>(ref seed)));
        return seed;
    }
}
