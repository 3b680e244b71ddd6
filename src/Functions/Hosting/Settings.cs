using Reco.Domain;
using Reco.Domain.Interactions;
using Reco.Functions.Security;

namespace Reco.Functions.Hosting;

/// <summary>Everything that an operator may set, read once and checked before anything starts. Made by <see cref="SettingsReader"/>.</summary>
internal sealed record Settings
{
    /// <summary>Where the embedded stores keep their files; full path.</summary>
    public required string DataFolder { get; init; }
    /// <summary>Whether an empty data folder is filled with the demo shop.</summary>
    public required bool Demo { get; init; }
    /// <summary>A watched folder in which an edit of a rule is a PUT; null without one.</summary>
    public required string? RulesFolder { get; init; }
    /// <summary>Signs cursors; null: a key is made and kept in the data folder.</summary>
    public required byte[]? CursorKey { get; init; }
    /// <summary>Bounds on calls, rules and rows.</summary>
    public required Limits Limits { get; init; }
    /// <summary>Known interaction types with their weights.</summary>
    public required InteractionTypes Types { get; init; }
    /// <summary>Who may call what.</summary>
    public required Keys Keys { get; init; }
    /// <summary>Where the server listens.</summary>
    public required Listening Listening { get; init; }
}

/// <summary>Where the server listens.</summary>
/// <param name="HandlerPort">The port that the Functions host gave (FUNCTIONS_CUSTOMHANDLER_PORT), or null when the server runs on its own.</param>
/// <param name="Urls">Addresses, at least one.</param>
internal sealed record Listening(int? HandlerPort, IReadOnlyList<string> Urls)
{
    /// <summary>Whether the Functions host is in front: it checks keys, and the handler ends when it is gone.</summary>
    public bool BehindHost => HandlerPort is not null;

    /// <summary>Whether only programs on this machine can connect.</summary>
    public bool LoopbackOnly => Urls.All(IsLoopback);

    private static bool IsLoopback(string url) =>
        Uri.TryCreate(url.Replace("//*", "//0.0.0.0", StringComparison.Ordinal).Replace("//+", "//0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var uri)
        && uri.Host.Length > 0 && LoopbackNames.Contains(uri.Host);
}
