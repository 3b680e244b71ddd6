using System.CommandLine;
using Reco.Cli.Targets;
using Reco.Cli.Terminals;

namespace Reco.Cli.Rules;

/// <summary><c>reco rules rollback SERVICE/NAME --to N</c>: publishes the document of an earlier revision again.</summary>
internal static class RulesRollback
{
    public static Command Create(Terminal terminal)
    {
        var (rule, server, key, note) = (RulesCommand.Rule(), Target.Server(), Target.Key(), new NoteOptions());
        var to = new Option<long>("--to") { HelpName = "N", Description = "The revision to go back to; see reco rules versions.", Required = true };
        var command = new Command("rollback", "Publish the document of an earlier revision again, as a new revision.") { rule, to, server, key, note.Author, note.Comment };
        command.SetAction(async (parsed, cancel) =>
        {
            using var api = Target.Connect(parsed.GetValue(server)!, parsed.GetValue(key), terminal);
            api.Say(note.Read(parsed, terminal));
            var name = RulesCommand.Checked(parsed.GetValue(rule)!);
            var revision = await new ServerRules(api).RollbackAsync(name, parsed.GetValue(to), cancel);
            terminal.Output.WriteLine($"{name} is at revision {revision}, the document of {parsed.GetValue(to)}");
            return Exit.Done;
        });
        return command;
    }
}
