using System.Security.Cryptography;

namespace Reco.Functions.Http;

/// <summary>
/// Names answers: 26 characters of Crockford's base32 over 128 bits. Each thread counts up from a random start, scrambled by a bijection,
/// so that ids of one thread never repeat, those of two threads or instances hardly ever meet, and no lock is taken.
/// </summary>
internal static class RequestIds
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    [ThreadStatic] private static UInt128 next;

    /// <summary>A new id.</summary>
    public static string Next()
    {
        if (next == UInt128.Zero) next = Seed();
        return string.Create(26, ++next, static (text, id) =>
        {
            // Multiplying by an odd constant is a bijection: distinct counts stay distinct, and neighbours look unlike.
            id *= new UInt128(0x9E3779B97F4A7C15, 0xF39CC0605CEDC835);
            for (var i = text.Length - 1; i >= 0; i--, id >>= 5) text[i] = Alphabet[(int)((ulong)id & 31)];
        });
    }

    private static UInt128 Seed()
    {
        UInt128 seed = 0;
        RandomNumberGenerator.Fill(System.Runtime.InteropServices.MemoryMarshal.AsBytes(new Span<UInt128>(ref seed)));
        return seed;
    }
}
