using System.CommandLine;
using System.Text.Json.Nodes;
using Reco.Cli.Targets;
using Reco.Cli.Terminals;

namespace Reco.Cli.Rules;

/// <summary><c>reco rules push FOLDER</c>: publishes what differs. All rules are checked before the first is published, so that a fault publishes nothing.</summary>
internal static class RulesPush
{
    public static Command Create(Terminal terminal)
    {
        var (folder, server, key, note) = (RulesCommand.Folder(), Target.Server(), Target.Key(), new NoteOptions());
        var delete = new Option<bool>("--delete") { Description = "Also delete rules of the server that the folder does not have." };
        var command = new Command("push", "Publish the rules of a folder that differ from the server's. A fault in any of them publishes none.") { folder, server, key, delete, note.Author, note.Comment };
        command.SetAction(async (parsed, cancel) =>
        {
            using var api = Target.Connect(parsed.GetValue(server)!, parsed.GetValue(key), terminal);
            api.Say(note.Read(parsed, terminal));
            var (files, rules) = (RuleFile.InFolder(parsed.GetValue(folder)!), new ServerRules(api));
            var (changed, faults) = (new List<RuleFile>(), 0);
            foreach (var file in files)
            {
                if (await rules.ReadAsync(file.Key, cancel) is { } serving && JsonNode.DeepEquals(RuleFile.Parsed(serving), RuleFile.Parsed(file.Json))) continue;
                changed.Add(file);
                foreach (var fault in (await RulesCheck.ByServerAsync(api, file, cancel)).Faults)
                {
                    terminal.Fault(file.Tell(fault));
                    faults++;
                }
            }
            if (faults > 0) throw new CliException($"{RulesCheck.Count(faults, "fault")}. Nothing was published.");
            foreach (var file in changed) await PublishAsync(rules, file, terminal, cancel);
            var gone = parsed.GetValue(delete) ? (await rules.KeysAsync(cancel)).Except(files.Select(f => f.Key)).ToList() : [];
            foreach (var rule in gone)
            {
                await rules.DeleteAsync(rule, cancel);
                terminal.Output.WriteLine($"deleted {rule}");
            }
            terminal.Note($"{changed.Count} published, {gone.Count} deleted, {files.Count - changed.Count} unchanged.");
            return Exit.Done;
        });
        return command;
    }

    private static async Task PublishAsync(ServerRules rules, RuleFile file, Terminal terminal, CancellationToken cancel)
    {
        if (await rules.PutAsync(file, cancel) is { Count: > 0 } faults) throw new CliException(string.Join('\n', faults.Select(file.Tell)));
        terminal.Output.WriteLine($"published {file.Key}");
    }
}
