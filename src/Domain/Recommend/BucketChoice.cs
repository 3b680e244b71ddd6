using System.IO.Hashing;
using System.Text;
using Reco.Domain.Rules;

namespace Reco.Domain.Recommend;

/// <summary>Puts a person into a bucket of a rule: always the same one, independently of other rules, without keeping anything.</summary>
internal static class BucketChoice
{
    /// <summary>The bucket of the user, else of <c>context.session</c>, else of this request.</summary>
    public static CompiledBucket Of(CompiledRule rule, RecommendRequest request)
    {
        var buckets = rule.Buckets;
        if (buckets.Count == 1) return buckets[0];
        var who = request.User ?? (request.Context.TryGetValue("session", out var session) ? session.ToString() : request.RequestId);
        var share = Share(rule.Key, who) * 100;
        foreach (var bucket in buckets)
        {
            share -= bucket.Share;
            if (share < 0) return bucket;
        }
        return buckets[^1];
    }

    /// <summary>A number in [0, 1), uniform over people: XxHash3 of rule key, NUL and person.</summary>
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
