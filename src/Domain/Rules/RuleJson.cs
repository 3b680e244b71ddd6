using System.Text.Json;
using System.Text.Unicode;

namespace Reco.Domain.Rules;

/// <summary>
/// A rule's text, read strictly: valid UTF-8, no comments, no trailing commas, no property twice, bounded depth and size. Knows where each path stands, so
/// that the faults of all later steps can be told in document order.
/// </summary>
internal sealed class RuleJson
{
    private static readonly byte[] Mark = [0xEF, 0xBB, 0xBF];
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    private readonly List<Fault> faults;

    private RuleJson(List<Fault> faults) => this.faults = faults;

    /// <summary>The document.</summary>
    public JsonElement Root { get; private set; }

    /// <summary>Opens a document; null when it can't be read at all. A property that stands twice is a fault, but reading goes on with the first one.</summary>
    public static RuleJson? Open(ReadOnlyMemory<byte> utf8, Limits limits, List<Fault> faults)
    {
        if (utf8.Length > limits.RowBytes)
        {
            faults.Add(new("$", $"a rule has at most {limits.RowBytes} bytes, not {utf8.Length}"));
            return null;
        }
        if (!Utf8.IsValid(utf8.Span))
        {
            faults.Add(new("$", "the text is not UTF-8", "Save the file as UTF-8."));
            return null;
        }
        if (utf8.Span.StartsWith(Mark)) utf8 = utf8[Mark.Length..];
        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = limits.JsonDepth });
            var json = new RuleJson(faults) { Root = document.RootElement.Clone() };
            return json.Walk(json.Root, "$") ? json : null;
        }
        catch (JsonException exception)
        {
            faults.Add(Syntax(exception, limits));
            return null;
        }
    }

    /// <summary>Whether the document has something at this path.</summary>
    public bool Has(string path) => places.ContainsKey(path);

    /// <summary>Sorts faults by where they stand; those of the same place keep their order.</summary>
    public List<Fault> Sort(IEnumerable<Fault> unsorted) => [.. unsorted.OrderBy(f => places[JsonPath.Nearest(f.Path, Has)])];

    /// <summary>Notes every path; false when a text is not Unicode, which nothing later could read.</summary>
    private bool Walk(JsonElement element, string path)
    {
        places.TryAdd(path, places.Count);
        var readable = true;
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var seen = new HashSet<string>(StringComparer.Ordinal);
                foreach (var property in element.EnumerateObject())
                {
                    if (TextOf(() => property.Name) is not { } name)
                    {
                        faults.Add(new(path, "a property's name is not valid Unicode", "Remove the lone surrogate."));
                        readable = false;
                        continue;
                    }
                    var member = JsonPath.Member(path, name);
                    if (!seen.Add(name)) faults.Add(new(member, "stands twice", "Keep one of them."));
                    else readable &= Walk(property.Value, member);
                }
                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray()) readable &= Walk(item, JsonPath.Element(path, index++));
                break;
            case JsonValueKind.String when TextOf(element.GetString) is null:
                faults.Add(new(path, "the text is not valid Unicode", "Remove the lone surrogate."));
                return false;
        }
        return readable;
    }

    /// <summary>JSON can escape half a character, which .NET refuses to read.</summary>
    private static string? TextOf(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static Fault Syntax(JsonException exception, Limits limits)
    {
        var place = $"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}";
        if (exception.Message.Contains("maximum configured depth", StringComparison.Ordinal)) return new("$", $"{place}: nested deeper than {limits.JsonDepth}");
        return new("$", $"{place}: not JSON", "Look for a missing or spare comma, quote or bracket; comments are not allowed.");
    }
}
