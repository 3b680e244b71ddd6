using System.Diagnostics.CodeAnalysis;
using Reco.Domain.Rules;

namespace Reco.Domain.Recommend;

/// <summary>Says whom an interaction is owed to: reads the <c>requestId</c> that it carries against the rules that serve.</summary>
public static class Attribution
{
    /// <summary>
    /// The rule and bucket that gave the answer; false when none is named, the revision does not serve (any more), or it has no such bucket. What is found comes from published
    /// rules, whatever was sent.
    /// </summary>
    public static bool TryFind(RuleSet rules, string? requestId, [NotNullWhen(true)] out CompiledRule? rule, [NotNullWhen(true)] out CompiledBucket? bucket)
    {
        (rule, bucket) = (null, null);
        if (!RequestIds.TryRead(requestId, out var version, out var name) || rules.Find(version) is not { } found) return false;
        foreach (var arm in found.Buckets)
        {
            if (!name.SequenceEqual(arm.Name)) continue;
            (rule, bucket) = (found, arm);
            return true;
        }
        return false;
    }
}
