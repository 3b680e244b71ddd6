using System.CommandLine;
using Reco.Cli.Targets;
using Reco.Cli.Terminals;
using Spectre.Console;

namespace Reco.Cli.Rules;

/// <summary><c>reco rules versions SERVICE/NAME</c>: who changed a rule, when and why.</summary>
internal static class RulesVersions
{
    public static Command Create(Terminal terminal)
    {
        var (rule, server, key) = (RulesCommand.Rule(), Target.Server(), Target.Key());
        var command = new Command("versions", "List every revision of a rule, newest first.") { rule, server, key };
        command.SetAction(async (parsed, cancel) =>
        {
            using var api = Target.Connect(parsed.GetValue(server)!, parsed.GetValue(key), terminal);
            var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn("revision").RightAligned()).AddColumns("at", "author", "comment", "document", "");
            await foreach (var version in new ServerRules(api).VersionsAsync(RulesCommand.Checked(parsed.GetValue(rule)!), cancel))
            {
                string[] cells = [$"{version["revision"]}", $"{version["at"]}", $"{version["author"]}", $"{version["comment"]}", Short($"{version["digest"]}"), State(version)];
                table.AddRow([.. cells.Select(Markup.Escape)]);
            }
            terminal.Write(table);
            return Exit.Done;
        });
        return command;
    }

    private static string Short(string digest) => digest.Length > 12 ? digest[..12] : digest;

    private static string State(System.Text.Json.Nodes.JsonObject version) =>
        version["canary"] is { } canary ? $"canary {canary["share"]} %" : $"{version["serving"]}" == "true" ? "serving" : $"{version["deleted"]}" == "true" ? "deleted" : "";
}
