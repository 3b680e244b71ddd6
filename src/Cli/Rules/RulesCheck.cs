using System.CommandLine;
using Reco.Cli.Targets;
using Reco.Cli.Terminals;
using Reco.Domain;

namespace Reco.Cli.Rules;

/// <summary><c>reco rules check FILE…</c>: every fault, one a line, as a compiler tells them; and what publishing would change (<see cref="DryRunOptions"/>).</summary>
internal static class RulesCheck
{
    public static Command Create(Terminal terminal)
    {
        var (server, key) = (Target.Server(), Target.Key());
        server.Description = "Check against the catalogs of this server too (declared attributes, indexes). Without it rules are checked here, by the same compiler.";
        server.DefaultValueFactory = null;
        var files = RuleFile.Argument();
        var dryRuns = new DryRunOptions();
        var types = OfflineRules.Types();
        var command = new Command("check", "Tell every fault of rule files and run their tests; one fault a line: FILE:LINE:COLUMN: PATH: PROBLEM. FIX. Exit code 1 when there are any.") { files, server, key, types, dryRuns.Last, dryRuns.Requests, dryRuns.Json };
        command.SetAction(async (parsed, cancel) =>
        {
            var rules = RuleFile.Of(parsed.GetValue(files)!);
            var dryRun = dryRuns.Read(parsed, server: parsed.GetValue(server) is not null);
            using var api = parsed.GetValue(server) is { } url ? Target.Connect(url, parsed.GetValue(key), terminal) : null;
            using var offline = new OfflineRules(terminal, parsed.GetValue(types)!);
            var (faults, tests) = (0, 0);
            foreach (var rule in rules)
            {
                var found = api is null ? await HereAsync(offline, rule, cancel) : await ByServerAsync(api, rule, cancel);
                foreach (var fault in found.Faults) terminal.Output.WriteLine(rule.Tell(fault));
                faults += found.Faults.Count;
                tests += found.Tests;
                if (api is not null && dryRun is not null && found.Faults.Count == 0) await dryRun.RunAsync(api, rule, terminal, cancel);
            }
            terminal.Note(faults == 0 ? $"{Count(rules.Count, "rule")}, no faults; {Count(tests, "test")} passed." : $"{Count(faults, "fault")} in {Count(rules.Count, "rule")}.");
            return faults == 0 ? Exit.Done : Exit.Failed;
        });
        return command;
    }

    /// <summary>Everything wrong with a rule, as the server sees it, and how many tests it ran.</summary>
    public static async Task<(IReadOnlyList<Fault> Faults, int Tests)> ByServerAsync(ServerApi api, RuleFile rule, CancellationToken cancel)
    {
        var answer = await api.SendAsync(HttpMethod.Post, "api/rules/check", ServerApi.Json(rule.Json), cancel);
        return (answer.FaultsOrWhole(), (int?)answer.Json()?["tests"] ?? 0);
    }

    private static async Task<(IReadOnlyList<Fault> Faults, int Tests)> HereAsync(OfflineRules offline, RuleFile rule, CancellationToken cancel)
    {
        var report = await offline.CheckAsync(rule, cancel);
        return (report.Faults, report.Tests.Count);
    }

    public static string Count(int n, string what) => $"{n:N0} {what}{(n == 1 ? "" : "s")}";
}
