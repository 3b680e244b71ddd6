using System.Text.Json;
using Reco.Domain.Reading;

namespace Reco.Domain.Rules;

/// <summary>
/// A rule's text, read as strictly as all JSON. Knows where each path stands, so that the faults of all later steps can be told in document order, and goes on
/// after a property that stands twice, so that they are told together.
/// </summary>
internal sealed class RuleJson
{
    private readonly DocumentOrder order = new();

    private RuleJson(JsonElement root) => Root = root;

    /// <summary>The document.</summary>
    public JsonElement Root { get; }

    /// <summary>Opens a document; null when it can't be read at all. A property that stands twice is a fault, but reading goes on with the first one.</summary>
    public static RuleJson? Open(ReadOnlyMemory<byte> utf8, Limits limits, List<Fault> faults)
    {
        utf8 = StrictJson.WithoutMark(utf8);
        if ((utf8.Length > limits.RowBytes ? StrictJson.TooLarge(limits) : StrictJson.Syntax(utf8.Span, limits.JsonDepth, out _)) is { } fault)
        {
            faults.Add(fault);
            return null;
        }
        using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = limits.JsonDepth });
        var json = new RuleJson(document.RootElement.Clone());
        return new JsonWalk(faults, json.order.Add).Walk(json.Root, "$") ? json : null;
    }

    /// <summary>Whether the document has something at this path.</summary>
    public bool Has(string path) => order.Has(path);

    /// <summary>Sorts faults by where they stand; those of the same place keep their order.</summary>
    public List<Fault> Sort(IEnumerable<Fault> unsorted) => order.Sort(unsorted);
}
