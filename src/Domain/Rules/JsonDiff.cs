using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reco.Domain.Reading;

namespace Reco.Domain.Rules;

/// <summary>Where two JSON documents differ, for people: paths with the value on both sides. The server tells revisions apart with it, the command line files.</summary>
public static class JsonDiff
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One line a difference: <c>$.limit: 20 → 30</c>; a side without a value is <c>(none)</c>, a document that can't be read <c>(not JSON)</c>.</summary>
    public static IReadOnlyList<string> Between(ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> after)
    {
        if (before.Span.SequenceEqual(after.Span)) return [];
        var (a, b) = (Read(before), Read(after));
        return a.Ok && b.Ok ? [.. Between(a.Node, b.Node, "$")] : [$"$: {(a.Ok ? Text(a.Node) : "(not JSON)")} → {(b.Ok ? Text(b.Node) : "(not JSON)")}"];
    }

    private static IEnumerable<string> Between(JsonNode? before, JsonNode? after, string path)
    {
        switch (before, after)
        {
            case (JsonObject a, JsonObject b):
                return a.Select(p => p.Key).Union(b.Select(p => p.Key)).SelectMany(name => Members(a, b, name, JsonPath.Member(path, name)));
            case (JsonArray a, JsonArray b):
                return Enumerable.Range(0, Math.Max(a.Count, b.Count)).SelectMany(i => (i < a.Count, i < b.Count, JsonPath.Element(path, i)) switch
                {
                    (true, true, var place) => Between(a[i], b[i], place),
                    (true, false, var place) => [$"{place}: {Text(a[i])} → (none)"],
                    (_, _, var place) => [$"{place}: (none) → {Text(b[i])}"],
                });
            default:
                return JsonNode.DeepEquals(before, after) ? [] : [$"{path}: {Text(before)} → {Text(after)}"];
        }
    }

    private static IEnumerable<string> Members(JsonObject a, JsonObject b, string name, string path) => (a.ContainsKey(name), b.ContainsKey(name)) switch
    {
        (true, true) => Between(a[name], b[name], path),
        (true, false) => [$"{path}: {Text(a[name])} → (none)"],
        _ => [$"{path}: (none) → {Text(b[name])}"],
    };

    private static (bool Ok, JsonNode? Node) Read(ReadOnlyMemory<byte> json)
    {
        var parsed = StrictJson.Parse(json, Limits.Default.JsonDepth);
        if (!parsed.Ok) return (false, null);
        using var document = parsed.Value;
        return (true, document.Deserialize<JsonNode>());
    }

    private static string Text(JsonNode? value) => value?.ToJsonString(Relaxed) ?? "null";
}
