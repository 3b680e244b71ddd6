using Reco.Domain.Rules;

namespace Reco.Domain.Recommend;

/// <summary>Checks a request against the rule's <c>needs</c>.</summary>
internal static class RuleNeeds
{
    /// <summary>Everything that the rule needs and the request lacks; null when nothing is missing.</summary>
    public static List<Fault>? Missing(CompiledRule rule, RecommendRequest request)
    {
        List<Fault>? faults = null;
        if (rule.NeedsUser && request.User is null) (faults ??= []).Add(new Fault("user", $"the rule {rule.Key} needs a user", "Add user=ID."));
        if (rule.NeedsItem && request.Items.Count == 0) (faults ??= []).Add(new Fault("item", $"the rule {rule.Key} needs an item", "Add item=ID."));
        foreach (var name in rule.NeedsContext)
        {
            if (!request.Context.ContainsKey(name)) (faults ??= []).Add(new Fault($"context.{name}", $"the rule {rule.Key} needs this value", $"Add context.{name}=VALUE."));
        }
        return faults;
    }
}
