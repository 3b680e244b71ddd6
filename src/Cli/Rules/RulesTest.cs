using System.CommandLine;
using Reco.Cli.Terminals;

namespace Reco.Cli.Rules;

/// <summary><c>reco rules test FILE…</c>: runs the tests that rules carry and tells of each.</summary>
internal static class RulesTest
{
    public static Command Create(Terminal terminal)
    {
        var (files, types) = (RuleFile.Argument(), OfflineRules.Types());
        var command = new Command("test", "Run the tests in rule files; a difference is told as FILE:LINE:COLUMN: PATH: PROBLEM. FIX. Exit code 1 when one fails.") { files, types };
        command.SetAction(async (parsed, cancel) =>
        {
            using var offline = new OfflineRules(terminal, parsed.GetValue(types)!);
            var rules = RuleFile.Of(parsed.GetValue(files)!);
            var (passed, failed, faulty, without) = (0, 0, 0, 0);
            foreach (var rule in rules)
            {
                var report = await offline.CheckAsync(rule, cancel);
                foreach (var test in report.Tests)
                {
                    terminal.Output.WriteLine($"{(test.Passed ? "passed" : "FAILED")} {rule.Key}: {test.Name}");
                    foreach (var fault in test.Faults) terminal.Output.WriteLine(rule.Tell(fault));
                }
                passed += report.Tests.Count(t => t.Passed);
                failed += report.Tests.Count(t => !t.Passed);
                if (report.Tests.Count > 0) continue;
                foreach (var fault in report.Faults) terminal.Output.WriteLine(rule.Tell(fault));
                if (report.Faults.Count > 0) faulty++;
                else without++;
            }
            terminal.Note($"{passed:N0} passed, {failed:N0} failed in {RulesCheck.Count(rules.Count, "rule")}; {without:N0} without tests, {faulty:N0} with faults that keep tests from being run.");
            return failed + faulty == 0 ? Exit.Done : Exit.Failed;
        });
        return command;
    }
}
