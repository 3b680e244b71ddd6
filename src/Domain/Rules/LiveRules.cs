namespace Reco.Domain.Rules;

/// <summary>The rules that serve now: one reference, one writer. A request reads <see cref="Current"/> once and passes its rule down.</summary>
public sealed class LiveRules
{
    private volatile RuleSet current = RuleSet.Empty;

    /// <summary>The rules as they are now.</summary>
    public RuleSet Current => current;

    /// <summary>Lets another set serve from the next request on.</summary>
    public void Swap(RuleSet next) => current = next;
}
