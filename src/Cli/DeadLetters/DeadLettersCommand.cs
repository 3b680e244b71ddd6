using System.CommandLine;
using System.Text.Json.Nodes;
using Reco.Cli.Targets;
using Reco.Cli.Terminals;
using Spectre.Console;

namespace Reco.Cli.DeadLetters;

/// <summary><c>reco dead-letters list|replay</c>: interactions that were accepted and could not be folded.</summary>
internal static class DeadLettersCommand
{
    public static Command Create(Terminal terminal) => new("dead-letters", "See interactions that were accepted and could not be folded, and fold them again.")
    {
        List(terminal),
        Replay(terminal),
    };

    private static Command List(Terminal terminal)
    {
        var (from, key) = (From(), Target.Key());
        var json = new Option<bool>("--json") { Description = "Print each letter as one line of JSON, with the whole row." };
        var command = new Command("list", "List them, the oldest first.") { from, key, json };
        command.SetAction(async (parsed, cancel) =>
        {
            await using var target = await Target.OpenAsync(parsed.GetValue(from)!, parsed.GetValue(key), terminal, cancel);
            var table = new Table().Border(TableBorder.Simple).AddColumns("id", "at", "reason", "catalog", "user", "type", "item", "detail");
            var count = 0;
            for (string? after = null; ;)
            {
                var page = await target.ReadDeadLettersAsync(after, cancel);
                foreach (var letter in page["letters"] as JsonArray ?? [])
                {
                    count++;
                    if (parsed.GetValue(json)) terminal.Output.WriteLine(letter!.ToJsonString());
                    else table.AddRow([.. Cells(letter!).Select(Markup.Escape)]);
                }
                if ((after = (string?)page["next"]) is null) break;
            }
            if (count == 0) terminal.Note("There are no dead letters.");
            else if (!parsed.GetValue(json)) terminal.Write(table);
            return Exit.Done;
        });
        return command;
    }

    private static Command Replay(Terminal terminal)
    {
        var (from, key) = (From(), Target.Key());
        var ids = new Argument<string[]>("ID") { Arity = ArgumentArity.ZeroOrMore, Description = "Letters, as list shows them." };
        var all = new Option<bool>("--all") { Description = "All that there are now." };
        var command = new Command("replay", "Fold them again, each under its old id, when what was wrong is put right. A row that fails again stays a letter.") { ids, all, from, key };
        command.SetAction(async (parsed, cancel) =>
        {
            var chosen = parsed.GetValue(ids) ?? [];
            if (parsed.GetValue(all) == chosen.Length > 0) throw CliException.Usage("Name letters, or give --all.");
            await using var target = await Target.OpenAsync(parsed.GetValue(from)!, parsed.GetValue(key), terminal, cancel);
            var result = await target.ReplayDeadLettersAsync(parsed.GetValue(all) ? null : chosen, cancel);
            terminal.Output.WriteLine($"{result["replayed"]} replayed, {result["duplicates"]} known already, {result["failed"]} failed again");
            var unknown = (result["unknown"] as JsonArray ?? []).Select(id => $"{id}").ToList();
            if (unknown.Count > 0) terminal.Fault($"No letter has the id {string.Join(", ", unknown)}. See: reco dead-letters list");
            return unknown.Count > 0 || (int?)result["failed"] > 0 ? Exit.Failed : Exit.Done;
        });
        return command;
    }

    private static Option<string> From() => new("--from")
    {
        HelpName = "URL|FOLDER",
        Description = "Address of a server, or a data folder that no server is using.",
        DefaultValueFactory = _ => "http://localhost:7071",
    };

    private static string[] Cells(JsonNode letter) =>
        [$"{letter["id"]}", $"{letter["at"]}", $"{letter["reason"]}", $"{letter["catalog"]}", $"{letter["user"]}", $"{letter["interaction"]?["type"]}", $"{letter["interaction"]?["item"]}", $"{letter["detail"]}"];
}
