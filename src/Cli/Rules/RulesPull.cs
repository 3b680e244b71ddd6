using System.CommandLine;
using Reco.Cli.Targets;
using Reco.Cli.Terminals;

namespace Reco.Cli.Rules;

/// <summary><c>reco rules pull FOLDER</c>: writes the server's rules as <c>SERVICE/NAME.json</c>, as their authors sent them.</summary>
internal static class RulesPull
{
    public static Command Create(Terminal terminal)
    {
        var (folder, server, key) = (RulesCommand.Folder(), Target.Server(), Target.Key());
        var command = new Command("pull", "Write the rules of a server into a folder. Files that the server does not have are left alone.") { folder, server, key };
        command.SetAction(async (parsed, cancel) =>
        {
            using var api = Target.Connect(parsed.GetValue(server)!, parsed.GetValue(key), terminal);
            var (rules, root, written) = (new ServerRules(api), Path.GetFullPath(parsed.GetValue(folder)!), 0);
            var here = Directory.Exists(root) ? RuleFile.InFolder(root).ToDictionary(r => r.Key, r => r.Path) : [];
            foreach (var rule in await rules.KeysAsync(cancel))
            {
                if (await rules.ReadAsync(rule, cancel) is not { } json) continue;
                var path = Path.GetFullPath(here.GetValueOrDefault(rule) ?? Path.Combine([root, .. (rule + ".json").Split('/')]));
                // A server may be somebody else's: its names must not lead out of the folder.
                if (!path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal)) throw new CliException($"The rule \"{rule}\" has a name that is no file name.");
                if (File.Exists(path) && (await File.ReadAllBytesAsync(path, cancel)).AsSpan().SequenceEqual(json)) continue;
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllBytesAsync(path, json, cancel);
                terminal.Output.WriteLine($"wrote {Path.GetRelativePath(Environment.CurrentDirectory, path)}");
                written++;
            }
            terminal.Note($"{RulesCheck.Count(written, "rule")} written.");
            return Exit.Done;
        });
        return command;
    }
}
