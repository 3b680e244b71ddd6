namespace Reco.Domain.Rules;

/// <summary>How one rule stands: its newest revision and what serves.</summary>
/// <param name="Newest">The newest revision in the store; a canary while one runs.</param>
/// <param name="Serving">What answers calls: the newest revision (or the one beside the canary), an older one while that does not compile, or null when none ever did.</param>
/// <param name="Faults">Why the newest does not serve; empty when it does.</param>
public sealed record RuleStatus(StoredRule Newest, CompiledRule? Serving, IReadOnlyList<Fault> Faults)
{
    /// <summary>All revisions that answer calls: none, one, or two while a canary runs.</summary>
    public IEnumerable<CompiledRule> Arms => Serving is null ? [] : Serving.Canary is { } canary ? [Serving, canary.Rule] : [Serving];
}

/// <summary>Why a change of a rule was not taken, beside faults of its document.</summary>
public enum RuleRefusal
{
    /// <summary>It was not refused.</summary>
    None,
    /// <summary>There is no such rule (404).</summary>
    Unknown,
    /// <summary>The caller wanted to change another revision than the newest one (412).</summary>
    Conflict,
    /// <summary>A canary runs, which must be promoted or abandoned first (409).</summary>
    CanaryRuns,
    /// <summary>No canary runs (409).</summary>
    NoCanary,
}

/// <summary>What became of a change of a rule.</summary>
/// <param name="Stored">The new revision, which serves; null when it was not taken.</param>
/// <param name="Faults">Everything that is wrong with the document (422).</param>
/// <param name="Refusal">Why else it was not taken.</param>
public sealed record RuleChange(StoredRule? Stored, IReadOnlyList<Fault> Faults, RuleRefusal Refusal)
{
    /// <summary>It was taken.</summary>
    public static implicit operator RuleChange(StoredRule stored) => new(stored, [], RuleRefusal.None);

    /// <summary>The document is wrong.</summary>
    public static implicit operator RuleChange(List<Fault> faults) => new(null, faults, RuleRefusal.None);

    /// <summary>It was refused.</summary>
    public static implicit operator RuleChange(RuleRefusal refusal) => new(null, [], refusal);
}
