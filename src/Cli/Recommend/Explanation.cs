using System.Globalization;
using System.Text.Json.Nodes;
using Reco.Cli.Terminals;

namespace Reco.Cli.Recommend;

/// <summary>The <c>explain</c> part of an answer, in words.</summary>
internal sealed class Explanation(JsonObject? explain)
{
    private readonly Dictionary<string, JsonObject> items = Objects(explain?["items"]).Where(i => i["id"] is not null).ToDictionary(i => (string)i["id"]!);

    public bool Given => explain is not null;

    /// <summary>Score and reasons of a shown item.</summary>
    public IEnumerable<string> Of(int index, string id)
    {
        var item = items.GetValueOrDefault(id) ?? Objects(explain?["items"]).ElementAtOrDefault(index);
        return [Number(item?["score"]), item is null ? "" : Because(item)];
    }

    /// <summary>What was dropped and by what, what each source found, and the time of each stage.</summary>
    public void WriteRest(Terminal terminal)
    {
        if (explain is null) return;
        if ((string?)explain["note"] is { } note) terminal.Output.WriteLine(note);
        foreach (var by in Objects(explain["dropped"]).GroupBy(Reason).OrderByDescending(g => g.Count()))
        {
            var ids = by.Select(d => (string?)d["id"]).ToList();
            terminal.Output.WriteLine($"dropped {ids.Count}: {by.Key}: {string.Join(", ", ids.Take(10))}{(ids.Count > 10 ? ", …" : "")}");
        }
        foreach (var source in Objects(explain["sources"]))
        {
            var notes = new[] { "note", "failed" }.Select(n => (string?)source[n]).Where(n => n is not null);
            terminal.Output.WriteLine($"{((bool?)source["fallback"] == true ? "fallback" : "source")} {source["source"]}: {string.Join(", ", notes.Prepend($"{source["found"]} found"))}");
        }
        var stages = Objects(explain["stages"]).Select(s => $"{s["stage"]} {Number(s["ms"])} ms{((bool?)s["waited"] == true ? " (waited)" : "")}");
        terminal.Output.WriteLine($"stages: {string.Join(", ", stages)}");
    }

    private static string Because(JsonObject item)
    {
        var parts = Objects(item["parts"]).Select(p => $"{p["source"]} {Number(p["score"])}{((double?)p["weight"] is { } weight and not 1 ? $" × {weight.ToString(CultureInfo.InvariantCulture)}" : "")}");
        var place = (string?)item["place"] is { } name and not "ranked" ? [name] : Array.Empty<string>();
        var rolled = item["rolledBy"] is JsonObject by ? [$"rolled by {by["text"]}"] : Array.Empty<string>();
        return string.Join("; ", [.. parts, .. place, .. rolled]);
    }

    private static string Reason(JsonObject dropped) => dropped["droppedBy"] is JsonObject filter ? $"{filter["text"]}" : (string?)dropped["reason"] ?? "dropped";

    private static string Number(JsonNode? number) => number is null ? "" : number.GetValue<double>().ToString("0.####", CultureInfo.InvariantCulture);

    private static IEnumerable<JsonObject> Objects(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonObject>();
}
