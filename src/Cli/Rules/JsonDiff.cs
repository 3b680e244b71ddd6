using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reco.Cli.Rules;

/// <summary>Where two JSON documents differ: paths with the value on both sides.</summary>
internal static class JsonDiff
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One line a difference: <c>$.limit: 20 → 30</c>; a side without a value is <c>(none)</c>.</summary>
    public static IEnumerable<string> Between(JsonNode? before, JsonNode? after, string path = "$")
    {
        switch (before, after)
        {
            case (JsonObject a, JsonObject b):
                return a.Select(p => p.Key).Union(b.Select(p => p.Key)).SelectMany(name => Members(a, b, name, $"{path}.{name}"));
            case (JsonArray a, JsonArray b):
                return Enumerable.Range(0, Math.Max(a.Count, b.Count)).SelectMany(i => (i < a.Count, i < b.Count) switch
                {
                    (true, true) => Between(a[i], b[i], $"{path}[{i}]"),
                    (true, false) => [$"{path}[{i}]: {Text(a[i])} → (none)"],
                    _ => [$"{path}[{i}]: (none) → {Text(b[i])}"],
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

    private static string Text(JsonNode? value) => value?.ToJsonString(Relaxed) ?? "null";
}
