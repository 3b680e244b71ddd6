using System.CommandLine;
using Reco.Cli.Targets;
using Reco.Cli.Terminals;
using Reco.Domain.Rules;

namespace Reco.Cli.Rules;

/// <summary><c>reco rules diff FOLDER</c>: what pushing would change, path by path; <c>reco rules diff SERVICE/NAME --from N --to M</c>: what changed between two revisions.</summary>
internal static class RulesDiff
{
    public static Command Create(Terminal terminal)
    {
        var (server, key) = (Target.Server(), Target.Key());
        var what = new Argument<string>("FOLDER|SERVICE/NAME") { Description = "A folder of rules (SERVICE/NAME.json); or, with --from, a rule of the server." };
        var from = new Option<long?>("--from") { HelpName = "N", Description = "A revision of the rule: show what changed since, on the server." };
        var to = new Option<long?>("--to") { HelpName = "M", Description = "With --from: until this revision; without it, until the one that serves." };
        var command = new Command("diff", "Show what push would change, or what changed between two revisions: SERVICE/NAME: PATH: before → after. Exit code 1 when anything differs.") { what, from, to, server, key };
        command.SetAction(async (parsed, cancel) =>
        {
            using var api = Target.Connect(parsed.GetValue(server)!, parsed.GetValue(key), terminal);
            var rules = new ServerRules(api);
            var lines = (parsed.GetValue(from), parsed.GetValue(to)) switch
            {
                (null, null) => await FolderAsync(rules, parsed.GetValue(what)!, cancel),
                (null, _) => throw CliException.Usage("--to needs --from: reco rules diff SERVICE/NAME --from N --to M."),
                (long first, var last) => await RevisionsAsync(rules, RulesCommand.Checked(parsed.GetValue(what)!), first, last, cancel),
            };
            foreach (var line in lines) terminal.Output.WriteLine(line);
            if (lines.Count == 0) terminal.Note("No differences.");
            return lines.Count == 0 ? Exit.Done : Exit.Failed;
        });
        return command;
    }

    private static async Task<List<string>> RevisionsAsync(ServerRules rules, string rule, long from, long? to, CancellationToken cancel) =>
        [.. (await rules.DiffAsync(rule, from, to, cancel)).Select(line => $"{rule}: {line}")];

    private static async Task<List<string>> FolderAsync(ServerRules rules, string folder, CancellationToken cancel)
    {
        var files = RuleFile.InFolder(folder);
        var lines = new List<string>();
        foreach (var file in files)
        {
            lines.AddRange(await rules.ReadAsync(file.Key, cancel) is { } serving
                ? JsonDiff.Between(serving, file.Json).Select(line => $"{file.Key}: {line}")
                : [$"{file.Key}: only in {file.Path}"]);
        }
        lines.AddRange((await rules.KeysAsync(cancel)).Except(files.Select(f => f.Key)).Select(rule => $"{rule}: only on the server"));
        return lines;
    }
}
