using System.Text.Json;
using System.Text.Unicode;

namespace Reco.Domain;

/// <summary>
/// Reads JSON that strangers sent: valid UTF-8, nothing but JSON, no property twice, bounded depth, and no half of a surrogate pair, which later steps could
/// not turn into text. What passes can be read without a surprise.
/// </summary>
public static class StrictJson
{
    /// <summary>The document (the caller disposes of it), or the fault.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="maxDepth">Levels of nesting allowed.</param>
    /// <param name="path">Where the text stands, for the fault.</param>
    public static Outcome<JsonDocument> Parse(ReadOnlyMemory<byte> utf8, int maxDepth, string path = "$")
    {
        if (Check(utf8.Span, maxDepth, path) is { } fault) return new List<Fault> { fault };
        try
        {
            return JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = maxDepth, AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            // Check has read the whole text; only a property that stands twice is left.
            return new List<Fault> { new(path, "a property stands twice in one object", "Keep one of them.") };
        }
    }

    private static Fault? Check(ReadOnlySpan<byte> utf8, int maxDepth, string path)
    {
        if (!Utf8.IsValid(utf8)) return new(path, "not valid UTF-8", "Send the text as UTF-8.");
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = maxDepth + 1 });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && reader.CurrentDepth >= maxDepth) return new(path, $"nested deeper than {maxDepth} levels");
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped && !IsText(ref reader))
                    return new(path, "a text holds half of a surrogate pair", "Send whole characters.");
            }
            return null;
        }
        catch (JsonException exception)
        {
            return new(path, $"not valid JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1})", "Check commas, quotes and brackets there.");
        }
    }

    private static bool IsText(ref Utf8JsonReader reader)
    {
        try
        {
            _ = reader.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
