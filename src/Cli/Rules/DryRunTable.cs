using System.Globalization;
using System.Text.Json.Nodes;
using Reco.Cli.Terminals;
using Spectre.Console;

namespace Reco.Cli.Rules;

/// <summary>The comparison of a draft with what serves, for people. Long lists are cut; <c>--json</c> has all that the server gave.</summary>
internal static class DryRunTable
{
    private const int MaxItems = 10, MaxPages = 5;

    public static void Write(JsonObject report, Terminal terminal)
    {
        var (draft, serving) = (report["draft"] as JsonObject ?? [], report["serving"] as JsonObject);
        var against = serving is null ? "" : $" against version {serving["version"]}";
        terminal.Output.WriteLine($"{report["rule"]}: the draft{against}, {report["answered"]} of {RulesCheck.Count((int?)report["requests"] ?? 0, "request")} answered");
        foreach (var note in report["notes"] as JsonArray ?? []) terminal.Output.WriteLine($"Note: {note}");
        if ((int?)report["answered"] is not > 0) return;
        WriteSides(draft, serving, terminal);
        if (report["comparison"] is not JsonObject comparison) return;
        var overlap = Objects(comparison["overlap"]).Select(o => $"@{o["k"]} {Percent(o["mean"])}");
        terminal.Output.WriteLine($"{comparison["pages"]} pages compared: {Percent(comparison["identical"])} identical; overlap {string.Join(", ", overlap)}");
        WriteItems("gained", comparison, terminal);
        WriteItems("lost", comparison, terminal);
        WriteChanged(comparison, terminal);
    }

    private static void WriteSides(JsonObject draft, JsonObject? serving, Terminal terminal)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("").AddColumn(new TableColumn("draft").RightAligned());
        if (serving is not null) table.AddColumn(new TableColumn("serving").RightAligned());
        void Row(string name, Func<JsonObject, string> cell) => table.AddRow([.. new[] { draft, serving }.OfType<JsonObject>().Select(cell).Prepend(name).Select(Markup.Escape)]);
        Row("pages", s => $"{s["pages"]}");
        Row("refused requests", s => $"{s["refused"]}");
        Row("not full", s => Percent(s["notFull"]));
        Row("degraded", s => Percent(s["degraded"]));
        foreach (var bucket in Names(draft, serving, "buckets")) Row($"bucket {bucket}", s => $"{s["buckets"]?[bucket] ?? 0}");
        foreach (var stage in Names(draft, serving, "ms")) Row($"{stage}: mean / p95 ms", s => s["ms"]?[stage] is { } time ? $"{Number(time["mean"])} / {Number(time["p95"])}" : "");
        terminal.Write(table);
        foreach (var (name, side) in new[] { ("draft", draft), ("serving", serving) })
        {
            foreach (var fault in Objects(side?["faults"]).Take(MaxPages)) terminal.Output.WriteLine($"{name} refused request {fault["request"]}: {Targets.ServerAnswer.FaultOf(fault)}");
        }
    }

    private static void WriteItems(string name, JsonObject comparison, Terminal terminal)
    {
        var items = Objects(comparison[name]).ToList();
        var more = Math.Max(0, items.Count - MaxItems) + ((int?)comparison[name + "More"] ?? 0);
        var told = items.Count == 0 ? "nothing" : string.Join(", ", items.Take(MaxItems).Select(i => $"{i["id"]} ({i["pages"]})"));
        terminal.Output.WriteLine($"{name} (pages): {told}{(more > 0 ? $", and {more} more" : "")}");
    }

    private static void WriteChanged(JsonObject comparison, Terminal terminal)
    {
        var pages = Objects(comparison["changed"]).ToList();
        if (pages.Count == 0) return;
        var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn("request").RightAligned()).AddColumn(new TableColumn("overlap").RightAligned()).AddColumn("serving").AddColumn("draft");
        foreach (var page in pages.Take(MaxPages))
        {
            string[] cells = [$"{page["request"]}", Percent(page["overlap"]), Page(page["before"]), Page(page["after"])];
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }
        terminal.Output.WriteLine("changed most:");
        terminal.Write(table);
    }

    private static string Page(JsonNode? page)
    {
        var ids = (page?["ids"] as JsonArray ?? []).Select(i => $"{i}").ToList();
        return $"{(page?["bucket"] is { } bucket ? $"{bucket}: " : "")}{string.Join(' ', ids.Take(MaxItems))}{(ids.Count > MaxItems ? " …" : "")}";
    }

    private static IEnumerable<string> Names(JsonObject draft, JsonObject? serving, string of) => new[] { draft, serving }.SelectMany(s => s?[of] as JsonObject ?? []).Select(p => p.Key).Distinct();

    private static IEnumerable<JsonObject> Objects(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonObject>();

    private static string Percent(JsonNode? share) => share is null ? "" : (share.GetValue<double>() * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    private static string Number(JsonNode? number) => number is null ? "" : number.GetValue<double>().ToString("0.000", CultureInfo.InvariantCulture);
}
