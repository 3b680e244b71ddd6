using System.Buffers;
using System.Text;
using Reco.Domain;

namespace Reco.Functions.Http;

/// <summary>
/// Walks a raw query string without a dictionary or model binding: the hot path of a recommendation. Percent-encoding and <c>+</c> are
/// decoded strictly: what is not valid UTF-8 gives null.
/// </summary>
/// <param name="query">The query string, with or without its <c>?</c>.</param>
internal ref struct QueryParameters(ReadOnlySpan<char> query)
{
    private ReadOnlySpan<char> rest = query.StartsWith('?') ? query[1..] : query;

    /// <summary>The name of the current parameter; null when it is not decodable.</summary>
    public string? Name { get; private set; }

    /// <summary>The value of the current parameter, empty without <c>=</c>; null when it is not decodable.</summary>
    public string? Value { get; private set; }

    /// <summary>Goes to the next parameter.</summary>
    public bool Next()
    {
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf('&');
            var pair = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (pair.IsEmpty) continue;
            var equals = pair.IndexOf('=');
            Name = KnownName(equals < 0 ? pair : pair[..equals]);
            Value = equals < 0 ? "" : Decode(pair[(equals + 1)..]);
            return true;
        }
        return false;
    }

    /// <summary>Decodes percent-encoding, and <c>+</c> as a space; null when a sequence is broken, not UTF-8, or a NUL.</summary>
    public static string? Decode(ReadOnlySpan<char> text, bool plusIsSpace = true)
    {
        if (!text.ContainsAny('%', plusIsSpace ? '+' : '%') && System.Text.Ascii.IsValid(text)) return text.Contains('\0') ? null : text.ToString();
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            var count = 0;
            for (var i = 0; i < text.Length; i++)
            {
                if (text[i] == '%')
                {
                    if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2])) return null;
                    bytes[count++] = (byte)((Hex(text[i + 1]) << 4) | Hex(text[i + 2]));
                    i += 2;
                }
                else if (text[i] == '+' && plusIsSpace) bytes[count++] = (byte)' ';
                else if (char.IsAscii(text[i])) bytes[count++] = (byte)text[i];
                else
                {
                    if (Rune.DecodeFromUtf16(text[i..], out var rune, out var used) != OperationStatus.Done) return null;
                    count += rune.EncodeToUtf8(bytes.AsSpan(count));
                    i += used - 1;
                }
            }
            var decoded = bytes.AsSpan(0, count);
            return System.Text.Unicode.Utf8.IsValid(decoded) && !decoded.Contains((byte)0) ? Encoding.UTF8.GetString(decoded) : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>The fault of a name or value that can't be decoded.</summary>
    public static Fault NotDecodable(string? name) => new(name ?? "the query string", "not valid percent-encoded UTF-8", "Encode the value with the encoder of your language.");

    /// <summary>The fault of a parameter that may be given once.</summary>
    public static Fault Twice(string name) => new(name, "given twice", "Give it once.");

    private static string? KnownName(ReadOnlySpan<char> name) => name switch
    {
        "user" => "user",
        "item" => "item",
        "limit" => "limit",
        "cursor" => "cursor",
        "explain" => "explain",
        _ => Decode(name),
    };

    private static int Hex(char c) => char.IsAsciiDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10;
}
