namespace Reco.Domain.Rules;

/// <summary>How one rule stands: its newest revision and what serves.</summary>
/// <param name="Newest">The newest revision in the store.</param>
/// <param name="Serving">What answers calls: the newest revision, an older one while the newest does not compile, or null when none ever did.</param>
/// <param name="Faults">Why the newest does not serve; empty when it does.</param>
public sealed record RuleStatus(StoredRule Newest, CompiledRule? Serving, IReadOnlyList<Fault> Faults);

/// <summary>What became of a PUT.</summary>
/// <param name="Stored">The new revision, which serves; null when it was not taken.</param>
/// <param name="Faults">Everything that is wrong with the document (422).</param>
public readonly record struct PutRuleOutcome(StoredRule? Stored, IReadOnlyList<Fault> Faults)
{
    /// <summary>The caller wanted to change another revision than the newest one (412).</summary>
    public bool Conflict => Stored is null && Faults.Count == 0;
}

/// <summary>What became of a DELETE.</summary>
public enum DeleteRuleOutcome
{
    /// <summary>The rule no longer serves.</summary>
    Deleted,
    /// <summary>There is no such rule (404).</summary>
    Unknown,
    /// <summary>The caller wanted to delete another revision than the newest one (412).</summary>
    Conflict,
}
