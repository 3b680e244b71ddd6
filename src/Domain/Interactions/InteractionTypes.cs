using System.Collections.Frozen;

namespace Reco.Domain.Interactions;

/// <summary>The interaction types that this server knows, each with its weight in popularity.</summary>
public sealed class InteractionTypes
{
    /// <summary>The type whose moments are kept per item, for <c>user.impressions(item.id, within)</c>.</summary>
    public const string Impression = "impression";

    private readonly FrozenDictionary<string, double> weights;
    private readonly FrozenSet<string> names;

    /// <summary>The built-in types with the settings' weights and declared types over them (<c>Reco__Types__finish=1</c>).</summary>
    public InteractionTypes(IReadOnlyDictionary<string, double>? declared = null)
    {
        var all = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            [Impression] = 0,
            ["view"] = 1,
            ["click"] = 1,
            ["like"] = 1,
            ["dislike"] = 0,
            ["purchase"] = 1,
            ["rate"] = 1,
        };
        foreach (var (type, weight) in declared ?? new Dictionary<string, double>()) all[type] = weight;
        weights = all.ToFrozenDictionary(StringComparer.Ordinal);
        names = weights.Keys.ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Every known type, in alphabetical order.</summary>
    public IReadOnlyList<string> Names => [.. weights.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Whether the type is known.</summary>
    public bool Knows(string type) => weights.ContainsKey(type);

    /// <summary>The known type of this name as one shared text, so that a million rows do not hold a million copies; null for an unknown one.</summary>
    public string? Canonical(string type) => names.TryGetValue(type, out var known) ? known : null;

    /// <summary>What one interaction of the type adds to popularity; 0 for an unknown type.</summary>
    public double Weight(string type) => weights.GetValueOrDefault(type);
}
