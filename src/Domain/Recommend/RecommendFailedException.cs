using Reco.Domain.Rules;

namespace Reco.Domain.Recommend;

/// <summary>The flow broke on a call, which only a bug or a broken machine brings about. Says on whose behalf, so that logs and metrics can; the cause is the inner exception.</summary>
/// <param name="rule">The revision that answered.</param>
/// <param name="bucket">The bucket that answered; null for a rule without buckets, or when none was chosen yet.</param>
/// <param name="cause">What was thrown.</param>
public sealed class RecommendFailedException(CompiledRule rule, string? bucket, Exception cause) : Exception($"The rule {rule.Key} failed to answer.", cause)
{
    /// <summary>The revision that answered.</summary>
    public CompiledRule Rule => rule;

    /// <summary>The bucket that answered; null for a rule without buckets, or when none was chosen yet.</summary>
    public string? Bucket => bucket;

    /// <summary>What was thrown.</summary>
    public Exception Cause => InnerException!;
}
