using System.CommandLine;
using Reco.Cli.Targets;
using Reco.Cli.Terminals;
using Reco.Domain.Rules;

namespace Reco.Cli.Rules;

/// <summary><c>reco rules diff FOLDER</c>: what pushing would change, path by path.</summary>
internal static class RulesDiff
{
    public static Command Create(Terminal terminal)
    {
        var (folder, server, key) = (RulesCommand.Folder(), Target.Server(), Target.Key());
        var command = new Command("diff", "Show what push would change: SERVICE/NAME: PATH: server's value → file's value. Exit code 1 when anything differs.") { folder, server, key };
        command.SetAction(async (parsed, cancel) =>
        {
            using var api = Target.Connect(parsed.GetValue(server)!, parsed.GetValue(key), terminal);
            var (files, rules) = (RuleFile.InFolder(parsed.GetValue(folder)!), new ServerRules(api));
            var lines = new List<string>();
            foreach (var file in files)
            {
                lines.AddRange(await rules.ReadAsync(file.Key, cancel) is { } serving
                    ? JsonDiff.Between(serving, file.Json).Select(line => $"{file.Key}: {line}")
                    : [$"{file.Key}: only in {file.Path}"]);
            }
            lines.AddRange((await rules.KeysAsync(cancel)).Except(files.Select(f => f.Key)).Select(rule => $"{rule}: only on the server"));
            foreach (var line in lines) terminal.Output.WriteLine(line);
            if (lines.Count == 0) terminal.Note("No differences.");
            return lines.Count == 0 ? Exit.Done : Exit.Failed;
        });
        return command;
    }
}
