using System.Globalization;
using Reco.Domain;
using Reco.Domain.Interactions;
using Reco.Functions.Security;

namespace Reco.Functions.Hosting;

/// <summary>Reads <see cref="Settings"/> from the environment, appsettings and the command line. An unknown or unusable setting stops the start; all faults are told at once.</summary>
internal static class SettingsReader
{
    private static readonly string[] Simple = ["DataFolder", "Demo", "RulesFolder", "CursorKey"];
    private static readonly string[] Azure = ["Mongo", "Redis", "Cosmos", "EventHubs", "Blobs"];

    /// <summary>The settings, or every fault.</summary>
    public static Outcome<Settings> Read(IConfiguration configuration, bool development)
    {
        var faults = new List<Fault>();
        var reco = configuration.GetSection("Reco");
        CheckNames(reco, faults);
        var (limits, types, keys) = (LimitSettings.Read(reco.GetSection("Limits"), faults), ReadTypes(reco.GetSection("Types"), faults), ReadKeys(reco.GetSection("Keys"), faults));
        var settings = new Settings
        {
            DataFolder = Path.GetFullPath(reco["DataFolder"] is { Length: > 0 } folder ? folder : "data"),
            Demo = ReadBoolean(reco, "Demo", development, faults),
            RulesFolder = reco["RulesFolder"] is { Length: > 0 } rules ? Path.GetFullPath(rules) : null,
            CursorKey = ReadCursorKey(reco, faults),
            Limits = limits,
            Types = types,
            Keys = keys,
            Listening = ListeningReader.Read(configuration, keys, faults),
        };
        return faults.Count > 0 ? faults : settings;
    }

    /// <summary>The name of a setting as the environment spells it.</summary>
    internal static string NameOf(string path) => path.Replace(":", "__", StringComparison.Ordinal);

    private static void CheckNames(IConfigurationSection reco, List<Fault> faults)
    {
        foreach (var section in reco.GetChildren())
        {
            if (Azure.Contains(section.Key, StringComparer.OrdinalIgnoreCase))
            {
                faults.Add(new(NameOf(section.Path), "this version serves from the embedded store only", $"Remove the settings that begin with {NameOf(section.Path)}__."));
            }
            else if (!Simple.Concat(["Limits", "Types", "Keys"]).Contains(section.Key, StringComparer.OrdinalIgnoreCase))
            {
                faults.Add(new(NameOf(section.Path), "unknown setting", NearestName.Suggest(section.Key, [.. Simple, "Limits", "Types", "Keys", .. Azure])));
            }
        }
    }

    private static InteractionTypes ReadTypes(IConfigurationSection section, List<Fault> faults)
    {
        var declared = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var type in section.GetChildren())
        {
            if (double.TryParse(type.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var weight) && double.IsFinite(weight) && weight >= 0) declared[type.Key] = weight;
            else faults.Add(new(NameOf(type.Path), $"\"{type.Value}\" is not a weight", "Give a number from 0: what one interaction adds to popularity."));
        }
        return new InteractionTypes(declared);
    }

    private static Keys ReadKeys(IConfigurationSection section, List<Fault> faults)
    {
        var keys = new List<(Scope, string)>();
        foreach (var key in section.GetChildren())
        {
            if (!Keys.Scopes.Select(s => s.ToString()).Contains(key.Key, StringComparer.OrdinalIgnoreCase))
                faults.Add(new(NameOf(key.Path), "unknown scope of a key", NearestName.Suggest(key.Key, Keys.Scopes.Select(s => s.ToString()))));
            else if (key.Value is not { Length: >= 16 })
                faults.Add(new(NameOf(key.Path), "the key is too short to be safe", "Give at least 16 characters."));
            else
                keys.Add((Enum.Parse<Scope>(key.Key, ignoreCase: true), key.Value));
        }
        return new Keys(keys);
    }

    private static byte[]? ReadCursorKey(IConfigurationSection reco, List<Fault> faults)
    {
        if (reco["CursorKey"] is not { Length: > 0 } text) return null;
        var key = new byte[64];
        if (Convert.TryFromBase64String(text, key, out var length) && length == 32) return key[..32];
        faults.Add(new("Reco__CursorKey", "not a base64 text of 32 bytes", "Make one with: openssl rand -base64 32"));
        return null;
    }

    private static bool ReadBoolean(IConfigurationSection reco, string name, bool otherwise, List<Fault> faults)
    {
        if (reco[name] is not { Length: > 0 } text) return otherwise;
        if (bool.TryParse(text, out var value)) return value;
        faults.Add(new($"Reco__{name}", $"\"{text}\" is neither true nor false"));
        return otherwise;
    }
}
