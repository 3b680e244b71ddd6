using System.Collections.Frozen;

namespace Reco.Domain.Rules;

/// <summary>All rules that serve, as one immutable value; a request looks its rule up once.</summary>
public sealed class RuleSet
{
    private readonly FrozenDictionary<string, CompiledRule> rules;
    private readonly Dictionary<long, CompiledRule> revisions = [];

    /// <summary>A set of rules with distinct keys.</summary>
    public RuleSet(IEnumerable<CompiledRule> rules)
    {
        this.rules = rules.ToFrozenDictionary(r => r.Key, StringComparer.Ordinal);
        foreach (var rule in this.rules.Values) revisions[rule.Version] = rule;
    }

    /// <summary>No rule.</summary>
    public static RuleSet Empty { get; } = new([]);

    /// <summary>Every rule, in no order.</summary>
    public IReadOnlyList<CompiledRule> All => rules.Values;

    /// <summary>The rule <c>service/name</c>, or null.</summary>
    public CompiledRule? Find(string key) => rules.GetValueOrDefault(key);

    /// <summary>The rule that serves this revision, or null: a revision belongs to one rule.</summary>
    public CompiledRule? Find(long revision) => revisions.GetValueOrDefault(revision);
}
