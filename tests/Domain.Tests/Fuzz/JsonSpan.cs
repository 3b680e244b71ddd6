using System.Text.Json;

namespace Reco.Domain.Tests.Fuzz;

/// <summary>Where a value stands in the bytes of a document, so that it can be cut, copied and moved without becoming a tree: a tree could not have a property twice.</summary>
/// <param name="NameStart">Where the property's name begins; −1 for an element of a list and for the whole document.</param>
/// <param name="Start">Where the value begins.</param>
/// <param name="End">Behind it.</param>
/// <param name="Kind">What begins it.</param>
internal readonly record struct JsonSpan(int NameStart, int Start, int End, JsonTokenType Kind)
{
    /// <summary>Where the property or element begins.</summary>
    public int From => NameStart >= 0 ? NameStart : Start;

    /// <summary>All values of a document, inner ones before outer ones; as far as it is JSON.</summary>
    public static List<JsonSpan> Of(ReadOnlySpan<byte> json)
    {
        var spans = new List<JsonSpan>();
        var open = new Stack<(int Name, int Start, JsonTokenType Kind)>();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 1_000 });
        var name = -1;
        try
        {
            while (reader.Read())
            {
                var start = (int)reader.TokenStartIndex;
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        name = start;
                        continue;
                    case JsonTokenType.StartObject or JsonTokenType.StartArray:
                        open.Push((name, start, reader.TokenType));
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        var (ofName, ofStart, kind) = open.Pop();
                        spans.Add(new(ofName, ofStart, (int)reader.BytesConsumed, kind));
                        break;
                    default:
                        spans.Add(new(name, start, (int)reader.BytesConsumed, reader.TokenType));
                        break;
                }
                name = -1;
            }
        }
        catch (JsonException)
        {
            // What was read up to here is enough to go on with.
        }
        return spans;
    }

    /// <summary>The text that it is; null when it is none, or not Unicode.</summary>
    public string? Text(ReadOnlySpan<byte> json)
    {
        if (Kind != JsonTokenType.String) return null;
        try
        {
            return JsonSerializer.Deserialize<string>(json[Start..End]);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether it is a text that begins with <c>@</c>.</summary>
    public bool IsCode(ReadOnlySpan<byte> json) => Kind == JsonTokenType.String && json[Start + 1] == '@';
}
