using System.Text.Json;
using System.Text.Unicode;

namespace Reco.Domain.Reading;

/// <summary>
/// The gate for JSON that strangers sent: valid UTF-8, nothing but JSON, no property twice, bounded depth, and no half of a surrogate pair, which later steps could
/// not turn into text. What passes can be read without a surprise. A byte order mark in front is passed over.
/// </summary>
public static class StrictJson
{
    private static readonly byte[] Mark = [0xEF, 0xBB, 0xBF];

    /// <summary>The document (the caller disposes of it), or every fault.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="maxDepth">Levels of nesting allowed.</param>
    public static Outcome<JsonDocument> Parse(ReadOnlyMemory<byte> utf8, int maxDepth)
    {
        utf8 = WithoutMark(utf8);
        if (Syntax(utf8.Span, maxDepth, out var allText) is { } fault) return new List<Fault> { fault };
        try
        {
            if (allText) return JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = maxDepth, AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            // A property stands twice; the walk says where.
        }
        var faults = new List<Fault>();
        using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = maxDepth });
        new JsonWalk(faults).Walk(document.RootElement, "$");
        return Fault.First(faults);
    }

    /// <summary>Reads one row (an NDJSON line, an element of an array, a body) of at most <see cref="Limits.RowBytes"/>: what <paramref name="read"/> makes of it, or every fault that was added.</summary>
    /// <param name="json">The row.</param>
    /// <param name="limits">Bounds on bytes and depth.</param>
    /// <param name="read">Adds faults to the place that it is given; when it does, what it gives does not matter.</param>
    public static Outcome<T> ReadRow<T>(ReadOnlyMemory<byte> json, Limits limits, Func<JsonPlace, T> read)
    {
        if (json.Length > limits.RowBytes) return new List<Fault> { TooLarge(limits) };
        var parsed = Parse(json, limits.JsonDepth);
        if (!parsed.Ok) return parsed.Faults.ToList();
        using var document = parsed.Value;
        var faults = new List<Fault>();
        var value = read(JsonPlace.Root(document.RootElement, faults));
        return faults.Count > 0 ? DocumentOrder.Sort(document.RootElement, faults) : value;
    }

    /// <summary>The fault of a row, rule or other document of more than <see cref="Limits.RowBytes"/>.</summary>
    public static Fault TooLarge(Limits limits) => new("$", $"larger than {limits.RowBytes} bytes", "Send less at once.");

    /// <summary>The fault of text that is no JSON.</summary>
    public static Fault Invalid(JsonException exception) =>
        new("$", $"not valid JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1})", "Check commas, quotes and brackets there.");

    /// <summary>The text without a byte order mark.</summary>
    public static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> utf8) => utf8.Span.StartsWith(Mark) ? utf8[Mark.Length..] : utf8;

    /// <summary>What is wrong with a text as JSON; null when it can be parsed.</summary>
    /// <param name="utf8">Without a mark.</param>
    /// <param name="maxDepth">Levels of nesting allowed.</param>
    /// <param name="allText">Whether each text in it is Unicode: JSON can escape half a character.</param>
    internal static Fault? Syntax(ReadOnlySpan<byte> utf8, int maxDepth, out bool allText)
    {
        allText = true;
        if (!Utf8.IsValid(utf8)) return new("$", "not valid UTF-8", "Send or save the text as UTF-8.");
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = maxDepth + 1 });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && reader.CurrentDepth >= maxDepth) return new("$", $"nested deeper than {maxDepth} levels");
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped) allText &= IsText(ref reader);
            }
            return null;
        }
        catch (JsonException exception)
        {
            return Invalid(exception);
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
