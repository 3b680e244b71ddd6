using Reco.Domain.Interactions;

namespace Reco.Domain.Tests.Interactions;

/// <summary>Short ways to write down interactions.</summary>
internal static class Rows
{
    public const string Log = "log-1/0";

    public static Interaction Of(string type, string item, long atMs, string? id = null, string user = "u") =>
        new() { User = user, Type = type, Item = item, AtMs = atMs, Id = id };

    public static LoggedInteraction[] Logged(params Interaction[] rows) => [.. rows.Select((row, i) => new LoggedInteraction(Log, i + 1, row))];

    public static Profile Folded(params Interaction[] rows) => ProfileFold.Apply(Profile.Empty, Logged(rows), Limits.Default);

    public static string[] LastIds(this Profile profile, string type, int count) => [.. profile.Last(type, count).Select(e => profile.ItemId(e))];
}
