using System.CommandLine;
using System.Text.RegularExpressions;
using Reco.Cli.Terminals;

namespace Reco.Cli.Targets;

/// <summary>Options that commands share to name a place, and what their texts mean.</summary>
internal static partial class Target
{
    public static Option<string> To() => new("--to") { HelpName = "URL|FOLDER", Description = "Address of a server, or a data folder that no server is using.", Required = true };

    public static Option<string> Server() => new("--server")
    {
        HelpName = "URL",
        Description = "Address of the server.",
        DefaultValueFactory = _ => "http://localhost:7071",
    };

    public static Option<string?> Key() => new("--key") { HelpName = "KEY", Description = "Key of the server for this kind of call; better in the environment as RECO_KEY, where no process list shows it." };

    public static Option<string> Catalog() => new("--catalog") { HelpName = "NAME", Description = "The catalog.", DefaultValueFactory = _ => "default" };

    public static bool IsUrl(string place) =>
        place.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || place.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>A connection to a server.</summary>
    public static ServerApi Connect(string url, string? key, Terminal terminal)
    {
        if (!IsUrl(url) || !Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out var address)) throw CliException.Usage($"\"{url}\" is no address of a server. Write it like http://localhost:7071.");
        return new ServerApi(address, key ?? terminal.Environment("RECO_KEY"), terminal.Clock);
    }

    /// <summary>Opens a place by its text.</summary>
    public static async Task<ITarget> OpenAsync(string place, string? key, Terminal terminal, CancellationToken cancel)
    {
        if (IsUrl(place)) return new ServerTarget(place, Connect(place, key, terminal));
        if (AddressWithoutScheme().IsMatch(place) && !Directory.Exists(place)) throw CliException.Usage($"\"{place}\" is no folder. If it is the address of a server, write http://{place}.");
        return new FolderTarget(place, await FolderStores.OpenAsync(place, DeclaredTypes.Read(terminal), terminal.Clock, cancel), terminal.Clock);
    }

    [GeneratedRegex(@"^[\w.-]+:\d+/?$")]
    private static partial Regex AddressWithoutScheme();
}
