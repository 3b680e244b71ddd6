using System.Text.RegularExpressions;

namespace Reco.Domain.Rules;

/// <summary>What names look like in a rule. The JSON Schema says the same.</summary>
internal static partial class Words
{
    /// <summary>A service, a rule, a catalog: goes into addresses.</summary>
    [GeneratedRegex(@"^[a-z0-9_-]{1,64}\z")]
    private static partial Regex Address { get; }

    /// <summary>What is wrong with the name of a service, a rule or a catalog; null when it is fine.</summary>
    public static Fault? CheckAddress(string path, string name) =>
        Address.IsMatch(name) ? null : new(path, $"must be 1 to 64 lower-case letters, digits, \"-\" or \"_\", not \"{Reading.JsonPlace.Shorten(name)}\"");

    /// <summary>A bucket: goes into reports.</summary>
    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}\z")]
    public static partial Regex Label { get; }

    /// <summary>A name that expressions can say.</summary>
    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]{0,63}\z")]
    public static partial Regex Identifier { get; }

    /// <summary>A path that popularity can be counted by.</summary>
    [GeneratedRegex(@"^((user|seed)(\.[A-Za-z_][A-Za-z0-9_]{0,63}){1,8}|context\.[A-Za-z_][A-Za-z0-9_]{0,63})\z")]
    public static partial Regex ScopePath { get; }

    /// <summary>A path of an item that expressions can say.</summary>
    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]{0,63}(\.[A-Za-z_][A-Za-z0-9_]{0,63}){0,7}\z")]
    public static partial Regex AttributePath { get; }

    /// <summary>A path of an item's document.</summary>
    [GeneratedRegex(@"^[^.]+(\.[^.]+){0,7}\z")]
    public static partial Regex FieldPath { get; }

    /// <summary>An IANA time zone, before it is looked up.</summary>
    [GeneratedRegex(@"^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,2}\z")]
    public static partial Regex TimeZone { get; }
}
