using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Reco.Cli.Targets;
using Reco.Cli.Terminals;
using Spectre.Console;

namespace Reco.Cli.Recommend;

/// <summary><c>reco recommend SERVICE/RULE</c>: one answer as a table.</summary>
internal static class RecommendCommand
{
    public static Command Create(Terminal terminal)
    {
        var (server, key) = (Target.Server(), Target.Key());
        var rule = new Argument<string>("SERVICE/RULE") { Description = "The rule." };
        var user = new Option<string?>("--user") { HelpName = "ID", Description = "Who asks." };
        var items = new Option<string[]>("--item") { HelpName = "ID", Description = "A seed; may repeat (a basket).", DefaultValueFactory = _ => [] };
        var limit = new Option<int?>("--limit") { HelpName = "N", Description = "Page size." };
        var context = new Option<string[]>("--context") { HelpName = "NAME=VALUE", Description = "A context value; may repeat.", DefaultValueFactory = _ => [] };
        var explain = new Option<bool>("--explain") { Description = "Say where each item comes from, what was dropped and why, and how long each stage took." };
        var json = new Option<bool>("--json") { Description = "Print the server's answer as it is." };
        var command = new Command("recommend", "Ask a server and show the answer.") { rule, server, key, user, items, limit, context, explain, json };
        command.SetAction(async (parsed, cancel) =>
        {
            using var api = Target.Connect(parsed.GetValue(server)!, parsed.GetValue(key), terminal);
            var query = Query(parsed.GetValue(user), parsed.GetValue(items)!, parsed.GetValue(limit), parsed.GetValue(context)!, parsed.GetValue(explain));
            var path = string.Join('/', parsed.GetValue(rule)!.Split('/').Select(Uri.EscapeDataString));
            var answer = await api.DemandAsync(HttpMethod.Get, $"api/recommend/{path}{query}", null, cancel);
            var page = answer.Json() as JsonObject ?? throw new CliException("The server did not answer with a JSON object.");
            if (parsed.GetValue(json)) terminal.Write(page);
            else Show(page, terminal);
            return Exit.Done;
        });
        return command;
    }

    private static string Query(string? user, string[] items, int? limit, string[] context, bool explain)
    {
        var parameters = items.Select(i => ("item", i)).ToList();
        if (user is not null) parameters.Insert(0, ("user", user));
        if (limit is { } size) parameters.Add(("limit", size.ToString(CultureInfo.InvariantCulture)));
        if (explain) parameters.Add(("explain", "true"));
        foreach (var value in context)
        {
            var equals = value.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1) throw CliException.Usage($"--context {value}: write name=value.");
            parameters.Add(($"context.{value[..equals]}", value[(equals + 1)..]));
        }
        return parameters.Count == 0 ? "" : "?" + string.Join('&', parameters.Select(p => $"{p.Item1}={Uri.EscapeDataString(p.Item2)}"));
    }

    private static void Show(JsonObject page, Terminal terminal)
    {
        var bucket = page["bucket"] is { } name ? $", bucket {name}" : "";
        var degraded = (bool?)page["degraded"] == true ? ", degraded" : "";
        terminal.Output.WriteLine($"{page["rule"]} version {page["version"]}{bucket}{degraded}, request {page["requestId"]}");
        var items = (page["items"] as JsonArray ?? []).OfType<JsonObject>().ToList();
        var explain = new Explanation(page["explain"] as JsonObject);
        var fields = items.SelectMany(i => i.Select(f => f.Key)).Distinct().ToList();
        var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn("#").RightAligned());
        foreach (var field in fields) table.AddColumn(Markup.Escape(field));
        if (explain.Given) table.AddColumn(new TableColumn("score").RightAligned()).AddColumn("because");
        for (var i = 0; i < items.Count; i++)
        {
            var cells = fields.Select(f => Text(items[i][f])).Prepend($"{i + 1}");
            if (explain.Given) cells = cells.Concat(explain.Of(i, (string?)items[i]["id"] ?? ""));
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }
        if (items.Count == 0) terminal.Output.WriteLine("No items.");
        else terminal.Write(table);
        explain.WriteRest(terminal);
    }

    internal static string Text(JsonNode? value) => value switch
    {
        null => "",
        JsonArray list => string.Join(", ", list.Select(Text)),
        JsonObject => value.ToJsonString(),
        _ => value.ToString(),
    };
}
