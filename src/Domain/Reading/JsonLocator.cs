using System.Text;
using System.Text.Json;

namespace Reco.Domain.Reading;

/// <summary>
/// Tells where in a document the paths of faults stand, as editors count: line and column from 1, a column being a UTF-16 unit. A member stands where its name does,
/// an element of a list where its value begins.
/// </summary>
public sealed class JsonLocator
{
    private readonly ReadOnlyMemory<byte> text;
    private readonly Dictionary<string, int> offsets = new(StringComparer.Ordinal);

    /// <summary>Where the document ends to be JSON; null when it does not.</summary>
    private readonly int? broken;

    /// <summary>Walks a document; one that is no JSON as far as it is.</summary>
    /// <param name="utf8">The document, with or without a byte order mark.</param>
    /// <param name="maxDepth">Levels of nesting that its reader allows.</param>
    public JsonLocator(ReadOnlyMemory<byte> utf8, int maxDepth)
    {
        text = StrictJson.WithoutMark(utf8);
        var reader = new Utf8JsonReader(text.Span, new JsonReaderOptions { MaxDepth = maxDepth });
        try
        {
            Walk(ref reader);
        }
        catch (JsonException fault)
        {
            broken = Offset(fault.LineNumber ?? 0, fault.BytePositionInLine ?? 0);
        }
    }

    /// <summary>Line and column of a path, or of its nearest parent that is there. Of a document that is no JSON, where it breaks off.</summary>
    public (int Line, int Column) Find(string path)
    {
        var before = text.Span[..(broken ?? offsets.GetValueOrDefault(JsonPath.Nearest(path, offsets.ContainsKey)))];
        return (before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1);
    }

    private void Walk(ref Utf8JsonReader reader)
    {
        // The open objects and lists; of a list also the index of its next element, of an object −1.
        var open = new Stack<(string Path, int Next)>();
        var path = "$";
        var named = false;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    (path, named) = (JsonPath.Member(open.Peek().Path, Name(ref reader)), true);
                    offsets.TryAdd(path, (int)reader.TokenStartIndex);
                    continue;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    open.Pop();
                    continue;
            }
            if (!named && open.TryPop(out var list))
            {
                path = JsonPath.Element(list.Path, list.Next);
                open.Push((list.Path, list.Next + 1));
            }
            offsets.TryAdd(path, (int)reader.TokenStartIndex);
            named = false;
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) open.Push((path, reader.TokenType == JsonTokenType.StartArray ? 0 : -1));
        }
    }

    private int Offset(long line, long bytes)
    {
        var at = 0;
        for (; line > 0; line--) at += text.Span[at..].IndexOf((byte)'\n') + 1;
        return (int)Math.Min(at + bytes, text.Length);
    }

    /// <summary>A name that is no Unicode has no path: a fault of it stands at its object.</summary>
    private static string Name(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }
}
