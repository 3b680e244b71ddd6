using System.CommandLine;
using Reco.Cli.Terminals;

namespace Reco.Cli.Rules;

/// <summary><c>reco rules check|test|push|pull|diff|versions|rollback|canary</c>: rules in files, under version control.</summary>
internal static class RulesCommand
{
    public static Command Create(Terminal terminal) => new("rules", "Check and test rules, and keep a folder and a server equal; see their history, and go back.")
    {
        RulesCheck.Create(terminal),
        RulesTest.Create(terminal),
        RulesPush.Create(terminal),
        RulesPull.Create(terminal),
        RulesDiff.Create(terminal),
        RulesVersions.Create(terminal),
        RulesRollback.Create(terminal),
        RulesCanary.Create(terminal),
    };

    public static Argument<string> Folder() => new("FOLDER") { Description = "A folder of rules: SERVICE/NAME.json." };

    public static Argument<string> Rule() => new("SERVICE/NAME") { Description = "A rule of the server." };

    /// <summary>The key of a rule as it was given; a wrong use when it is none.</summary>
    public static string Checked(string key) =>
        key.Split('/') is [{ Length: > 0 }, { Length: > 0 }] ? key : throw CliException.Usage($"\"{key}\" is no rule. Write SERVICE/NAME.");
}
