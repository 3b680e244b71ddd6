using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Reco.Domain.Tests.Fuzz;

/// <summary>Ways to change one document.</summary>
internal sealed class JsonMutation(FuzzCorpus corpus, Random random)
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] OddNumbers =
    [
        "0", "-0", "1", "2", "3", "-1", "0.5", "1e-400", "1e400", "-1e999", "1e308", "1.0", "1.0000000000000001", "2147483648", "9007199254740993", "99999999999999999999999", "200", "201", "1000", "1001", "100", "33",
    ];

    private static readonly string[] OddTexts =
    [
        "", " ", "@", "@ ", "@@", "\u0000", "\u202E", "서울", "😀", "\uFFFF", "a\u0301", "ﷺ", "__proto__", "constructor", "id", "popularity", ".", "..", "a.b", "a..b", "../../etc/passwd", "UTC", "Asia/Seoul", "Etc/GMT+12", "Asia", "posix", "posixrules",
        "7d", "all", "view", "purchase", "similar", "default", "books", "user", "item", "context.x", "user.ageBand", "seed.category", "confirmed", "served", "true", "null", "banana", "tomato", "kim", "@true", "@null", "@now.hour > 3",
        "@item.price > 2", "@request.items", "@user.last('view', 3)", "@candidate.score", "@item.brand", "@-item.createdAt", "@item.status == 'OK' && item.price > seed.price",
    ];

    private static readonly string[] OddJson =
    [
        "null", "true", "false", "[]", "{}", "[[]]", "[null]", "{\"\":0}", "\"\\ud800\"", "\"\\ud83d\\ude00\"", "{\"a\":1,\"a\":1}", "\"\\u0000\"", "nul", "01", "'a'", "[1,]", "/**/1", "1 2", "\u00A0", "NaN",
    ];

    /// <summary>Bytes lost, doubled, changed, anywhere.</summary>
    public byte[] Bytes(byte[] json)
    {
        var bytes = new List<byte>(json);
        for (var i = random.Next(random.Next(2) == 0 ? 1 : 8); i >= 0 && bytes.Count > 0; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at)); break;
                case 2: bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at))); break;
                case 3: bytes.Insert(at, (byte)"{}[]\",:@0-.e\\ "[random.Next(14)]); break;
                default: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            }
        }
        return [.. bytes];
    }

    /// <summary>Members and elements lost, doubled, exchanged, renamed, nested.</summary>
    public byte[] Structure(byte[] json)
    {
        var spans = JsonSpan.Of(json);
        if (spans.Count == 0) return Bytes(json);
        var span = spans[random.Next(spans.Count)];
        var value = json[span.Start..span.End];
        switch (random.Next(10))
        {
            case 0: return Remove(json, span);
            case 1 when span.Start > 0: return Splice(json, span.End, span.End, [(byte)',', .. json[span.From..span.End]]);
            case 2: return Swap(json, span, spans[random.Next(spans.Count)]);
            case 3 or 4: return Splice(json, span.Start, span.End, Pick(corpus.Values));
            case 5: return Splice(json, span.Start, span.End, random.Next(2) == 0 ? [(byte)'[', .. value, (byte)']'] : [.. "{\"x\":"u8, .. value, (byte)'}']);
            case 6 when span.NameStart >= 0: return Splice(json, span.NameStart, span.Start, [.. Name(), (byte)':']);
            case 7: return Splice(json, span.Start, span.End, Nested(random.Next(4) == 0 ? random.Next(1_000) : random.Next(1, 70)));
            case 8 when span.Kind == JsonTokenType.StartObject && span.End - span.Start > 3: return Splice(json, span.Start + 1, span.Start + 1, [.. Pick(corpus.Members), (byte)',']);
            default:
                if (span.Start == 0) return Remove(json, spans[0]);
                var times = random.Next(1, random.Next(3) == 0 ? 60 : 4);
                return Splice(json, span.End, span.End, [.. Enumerable.Repeat<byte[]>([(byte)',', .. json[span.From..span.End]], times).SelectMany(b => b)]);
        }
    }

    /// <summary>A value where another one stood: of another type, at the end of its range, with all that Unicode has.</summary>
    public byte[] Value(byte[] json)
    {
        var spans = JsonSpan.Of(json).Where(s => s.Kind is not (JsonTokenType.StartArray or JsonTokenType.StartObject)).ToList();
        if (spans.Count == 0) return Structure(json);
        var span = spans[random.Next(spans.Count)];
        // Mostly of the type that stood there, so that it gets further than the parser.
        var odd = (random.Next(5), span.Kind) switch
        {
            (0, _) => OddJson[random.Next(OddJson.Length)],
            (_, JsonTokenType.Number) => OddNumbers[random.Next(OddNumbers.Length)],
            (_, JsonTokenType.True or JsonTokenType.False) => random.Next(2) == 0 ? "true" : "false",
            (1, _) => OddNumbers[random.Next(OddNumbers.Length)],
            _ => JsonSerializer.Serialize(OddText(), random.Next(2) == 0 ? Relaxed : null),
        };
        return Splice(json, span.Start, span.End, Encoding.UTF8.GetBytes(odd));
    }

    /// <summary>An expression with tokens lost, exchanged or spliced in; one of the corpus where there is none.</summary>
    public byte[] Code(byte[] json)
    {
        var spans = JsonSpan.Of(json).Where(s => s.IsCode(json)).ToList();
        if (spans.Count == 0) return Value(json);
        var span = spans[random.Next(spans.Count)];
        var text = random.Next(6) == 0 ? Pick(corpus.Expressions) : ExpressionTokens.Mutate((span.Text(json) ?? "@")[1..], corpus, random);
        return Splice(json, span.Start, span.End, JsonSerializer.SerializeToUtf8Bytes("@" + text, Relaxed));
    }

    /// <summary>A member or an element of one rule in another.</summary>
    public byte[] Cross(byte[] json)
    {
        var members = JsonSpan.Of(json).Where(s => s.NameStart >= 0).ToList();
        if (members.Count == 0) return Structure(json);
        var span = members[random.Next(members.Count)];
        var name = json[span.NameStart..span.Start];
        var same = corpus.Members.Where(m => m.AsSpan().StartsWith(name)).ToList();
        return same.Count == 0 ? Structure(json) : Splice(json, span.NameStart, span.End, Pick(same));
    }

    private string OddText() => random.Next(12) switch
    {
        0 => new string((char)random.Next(32, 0xD000), random.Next(1, 300)),
        1 => string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => (char)random.Next(1, 0xD7FF))),
        2 => new string('x', random.Next(240, 5_000)),
        _ => OddTexts[random.Next(OddTexts.Length)],
    };

    private byte[] Name()
    {
        if (random.Next(3) == 0) return JsonSerializer.SerializeToUtf8Bytes(OddText());
        var member = Pick(corpus.Members);
        return member[..(Array.IndexOf(member, (byte)'"', 1) + 1)];
    }

    private byte[] Nested(int depth)
    {
        var (open, close) = random.Next(2) == 0 ? ("[", "]") : ("{\"a\":", "}");
        return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(open, depth)) + "0" + string.Concat(Enumerable.Repeat(close, depth)));
    }

    public static byte[] Remove(byte[] json, JsonSpan span)
    {
        var (from, to) = (span.From, span.End);
        var next = to;
        while (next < json.Length && json[next] is (byte)' ' or (byte)'\n') next++;
        if (next < json.Length && json[next] == ',') return Splice(json, from, next + 1, []);
        var before = from - 1;
        while (before > 0 && json[before] is (byte)' ' or (byte)'\n') before--;
        return Splice(json, before > 0 && json[before] == ',' ? before : from, to, []);
    }

    private static byte[] Swap(byte[] json, JsonSpan one, JsonSpan other)
    {
        if (one.Start > other.Start) (one, other) = (other, one);
        return one.End > other.Start ? json : [.. json[..one.Start], .. json[other.Start..other.End], .. json[one.End..other.Start], .. json[one.Start..one.End], .. json[other.End..]];
    }

    private static byte[] Splice(byte[] json, int from, int to, byte[] by) => [.. json[..from], .. by, .. json[to..]];

    private T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
