using System.CommandLine;
using Reco.Cli.Terminals;

namespace Reco.Cli.Rules;

/// <summary><c>reco rules check|push|pull|diff</c>: rules in files, under version control.</summary>
internal static class RulesCommand
{
    public static Command Create(Terminal terminal) => new("rules", "Check rules, and keep a folder and a server equal.")
    {
        RulesCheck.Create(terminal),
        RulesPush.Create(terminal),
        RulesPull.Create(terminal),
        RulesDiff.Create(terminal),
    };

    public static Argument<string> Folder() => new("FOLDER") { Description = "A folder of rules: SERVICE/NAME.json." };
}
