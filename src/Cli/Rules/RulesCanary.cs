using System.CommandLine;
using System.Text.Json;
using Reco.Cli.Targets;
using Reco.Cli.Terminals;

namespace Reco.Cli.Rules;

/// <summary><c>reco rules canary start|share|promote|abandon</c>: a new revision for some of the people first.</summary>
internal static class RulesCanary
{
    public static Command Create(Terminal terminal) => new("canary", "Give a new revision to some of the people first; then raise their share, promote or abandon it.")
    {
        Start(terminal),
        Step(terminal, "share", "Give the canary to another share of the people; whoever has it keeps it while the share grows.", Share()),
        Step(terminal, "promote", "Give the canary to everyone.", share: null),
        Step(terminal, "abandon", "Give everyone what serves beside the canary.", share: null),
    };

    private static Command Start(Terminal terminal)
    {
        var (file, share, server, key, note) = (new Argument<string>("FILE") { Description = "The rule." }, Share(), Target.Server(), Target.Key(), new NoteOptions());
        var command = new Command("start", "Publish a rule to a share of the people; the others keep what serves now.") { file, share, server, key, note.Author, note.Comment };
        command.SetAction(async (parsed, cancel) =>
        {
            var rule = RuleFile.Read(parsed.GetValue(file)!);
            // A document that is no JSON goes as it is: the server says what is wrong with it.
            byte[] body = [.. "{\"action\":\"start\",\"share\":"u8, .. JsonSerializer.SerializeToUtf8Bytes(parsed.GetValue(share)), .. ",\"rule\":"u8, .. rule.Json.AsSpan().StartsWith("\uFEFF"u8) ? rule.Json[3..] : rule.Json, (byte)'}'];
            return await SendAsync(terminal, parsed, server, key, note, rule.Key, body, cancel);
        });
        return command;
    }

    private static Command Step(Terminal terminal, string action, string description, Option<double>? share)
    {
        var (rule, server, key, note) = (RulesCommand.Rule(), Target.Server(), Target.Key(), new NoteOptions());
        var command = new Command(action, description) { rule, server, key, note.Author, note.Comment };
        if (share is not null) command.Add(share);
        command.SetAction((parsed, cancel) =>
        {
            var body = share is null ? JsonSerializer.SerializeToUtf8Bytes(new { action }) : JsonSerializer.SerializeToUtf8Bytes(new { action, share = parsed.GetValue(share) });
            return SendAsync(terminal, parsed, server, key, note, RulesCommand.Checked(parsed.GetValue(rule)!), body, cancel);
        });
        return command;
    }

    private static Option<double> Share() => new("--share") { HelpName = "PERCENT", Description = "Percent of the people, above 0 and up to 100.", Required = true };

    private static async Task<int> SendAsync(Terminal terminal, ParseResult parsed, Option<string> server, Option<string?> key, NoteOptions note, string rule, byte[] body, CancellationToken cancel)
    {
        using var api = Target.Connect(parsed.GetValue(server)!, parsed.GetValue(key), terminal);
        api.Say(note.Read(parsed, terminal));
        var answer = await new ServerRules(api).CanaryAsync(rule, body, cancel);
        var canary = answer["canary"];
        terminal.Output.WriteLine(canary is null
            ? $"{rule} is at revision {answer["version"]} for everyone"
            : $"{rule} is at revision {answer["version"]} for {canary["share"]} % of the people, beside revision {canary["beside"]}");
        return Exit.Done;
    }
}
