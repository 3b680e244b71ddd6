using System.Globalization;
using Reco.Cli.Terminals;
using Reco.Domain.Interactions;

namespace Reco.Cli.Targets;

/// <summary>The interaction types that a server with the same environment would know: <c>Reco__Types__finish=1</c> declares one.</summary>
internal static class DeclaredTypes
{
    private const string Prefix = "Reco__Types__";

    public static InteractionTypes Read(Terminal terminal)
    {
        var declared = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var name in terminal.EnvironmentNames.Where(n => n.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && n.Length > Prefix.Length))
        {
            declared[name[Prefix.Length..]] = double.TryParse(terminal.Environment(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var weight) && weight >= 0
                ? weight
                : throw CliException.Usage($"{name}: \"{terminal.Environment(name)}\" is not a weight. Give a number from 0.");
        }
        return new InteractionTypes(declared);
    }
}
