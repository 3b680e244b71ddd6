using System.CommandLine;
using Reco.Cli.Targets;
using Reco.Cli.Terminals;
using Reco.Domain;
using Reco.Domain.Interactions;
using Reco.Domain.Rules;
using Reco.Domain.Rules.Testing;

namespace Reco.Cli.Rules;

/// <summary><c>reco rules check FILE…</c>: every fault, one a line, as a compiler tells them; and what publishing would change (<see cref="DryRunOptions"/>).</summary>
internal static class RulesCheck
{
    public static Command Create(Terminal terminal)
    {
        var (server, key) = (Target.Server(), Target.Key());
        server.Description = "Check against the catalogs of this server too (declared attributes, indexes). Without it rules are checked here, by the same compiler.";
        server.DefaultValueFactory = null;
        var files = new Argument<string[]>("FILE") { Description = "Rule files or folders.", Arity = ArgumentArity.OneOrMore };
        var dryRuns = new DryRunOptions();
        var types = new Option<string[]>("--type") { HelpName = "NAME", Description = "An interaction type that the server declares beside the built-in ones; may repeat.", DefaultValueFactory = _ => [] };
        var command = new Command("check", "Tell every fault of rule files, one a line: FILE: PATH: PROBLEM. FIX. Exit code 1 when there are any.") { files, server, key, types, dryRuns.Last, dryRuns.Requests, dryRuns.Json };
        command.SetAction(async (parsed, cancel) =>
        {
            var rules = parsed.GetValue(files)!.SelectMany(f => Directory.Exists(f) ? RuleFile.InFolder(f) : [RuleFile.Read(f)]).ToList();
            var dryRun = dryRuns.Read(parsed, server: parsed.GetValue(server) is not null);
            using var api = parsed.GetValue(server) is { } url ? Target.Connect(url, parsed.GetValue(key), terminal) : null;
            using var nothing = new MemoryWorld(new InteractionTypes(parsed.GetValue(types)!.ToDictionary(t => t, _ => 1.0)), Limits.Default, terminal.Clock);
            var offline = new RuleCompiler(nothing.Rules with { Offline = true });
            var faults = 0;
            foreach (var rule in rules)
            {
                var found = api is null ? Here(offline, rule) : await ByServerAsync(api, rule, cancel);
                foreach (var fault in found) terminal.Output.WriteLine($"{rule.Path}: {fault}");
                faults += found.Count;
                if (api is not null && dryRun is not null && found.Count == 0) await dryRun.RunAsync(api, rule, terminal, cancel);
            }
            terminal.Note(faults == 0 ? $"{Count(rules.Count, "rule")}, no faults." : $"{Count(faults, "fault")} in {Count(rules.Count, "rule")}.");
            return faults == 0 ? Exit.Done : Exit.Failed;
        });
        return command;
    }

    /// <summary>Everything wrong with a rule, as the server sees it.</summary>
    public static async Task<IReadOnlyList<string>> ByServerAsync(ServerApi api, RuleFile rule, CancellationToken cancel)
    {
        var answer = await api.SendAsync(HttpMethod.Post, "api/rules/check", ServerApi.Json(rule.Json), cancel);
        var faults = answer.Faults();
        return faults.Count > 0 || answer.Ok ? faults : [$"$: {answer.Explanation()}"];
    }

    private static List<string> Here(RuleCompiler compiler, RuleFile rule) =>
        [.. compiler.Check(new StoredRule(rule.Service, rule.Name, 0, rule.Json)).Select(f => f.ToString())];

    public static string Count(int n, string what) => $"{n:N0} {what}{(n == 1 ? "" : "s")}";
}
