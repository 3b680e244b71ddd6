using System.IO.Hashing;
using System.Text;
using Reco.Domain.Rules;

namespace Reco.Domain.Recommend;

/// <summary>
/// Puts a person into a bucket of a rule: always the same one, independently of other rules, without keeping anything. Only the holdout is the same people
/// everywhere; the other buckets share the rest by the rule's own hash, so that every bucket's share of all people is exactly what the rule says.
/// </summary>
internal static class BucketChoice
{
    /// <summary>What stands in for the rule where the holdout is chosen: no rule is called like this, as their keys hold a slash.</summary>
    private const string EveryRule = CompiledBucket.HoldoutName;

    /// <summary>The rule itself, or its canary for those people who get it: chosen apart from buckets, so that a person keeps the bucket, and by other dice for each canary.</summary>
    public static CompiledRule Revision(CompiledRule rule, RecommendRequest request) =>
        rule.Canary is { } canary && Share(canary.Salt, Person(request)) * 100 < canary.Terms.Share ? canary.Rule : rule;

    /// <summary>The bucket of the user, else of <c>context.session</c>, else of this request.</summary>
    public static CompiledBucket Of(CompiledRule rule, RecommendRequest request)
    {
        var buckets = rule.Buckets;
        if (buckets.Count == 1) return buckets[0];
        var who = Person(request);
        var rest = 100.0;
        foreach (var bucket in buckets)
        {
            if (!bucket.IsHoldout) continue;
            if (Share(EveryRule, who) * 100 < bucket.Share) return bucket;
            rest -= bucket.Share;
        }
        var share = Share(rule.Key, who) * rest;
        // Shares may add up to a billionth less than 100: what is left over is the last one's.
        CompiledBucket chosen = null!;
        foreach (var bucket in buckets)
        {
            if (bucket.IsHoldout) continue;
            chosen = bucket;
            share -= bucket.Share;
            if (share < 0) break;
        }
        return chosen;
    }

    private static string Person(RecommendRequest request) =>
        request.User ?? (request.Context.TryGetValue("session", out var session) ? session.ToString() : request.RequestId);

    /// <summary>A number in [0, 1), uniform over people and independent between rules: XxHash3 of rule key, NUL and person.</summary>
    internal static double Share(string rule, string who)
    {
        var length = Encoding.UTF8.GetMaxByteCount(rule.Length + who.Length + 1);
        Span<byte> bytes = length <= 1024 ? stackalloc byte[1024] : new byte[length];
        var at = Encoding.UTF8.GetBytes(rule, bytes);
        bytes[at++] = 0;
        at += Encoding.UTF8.GetBytes(who, bytes[at..]);
        return (XxHash3.HashToUInt64(bytes[..at]) >> 11) * (1.0 / (1UL << 53));
    }
}
