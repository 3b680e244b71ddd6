using Reco.Domain.Expressions;

namespace Reco.Domain.Recommend;

/// <summary>What a caller asks for, validated but for what the rule itself demands (<c>needs</c>, a cursor that fits).</summary>
public sealed record RecommendRequest
{
    /// <summary>What <see cref="RequestIds.Next"/> gave: the first part of the answer's name, and what a stranger without a session gets a bucket by.</summary>
    public required string RequestId { get; init; }
    /// <summary>Who asks; null for a stranger.</summary>
    public string? User { get; init; }
    /// <summary>The seeds, at most 100; empty when there are none.</summary>
    public IReadOnlyList<string> Items { get; init; } = [];
    /// <summary>Page size, 1–200; null for the rule's.</summary>
    public int? Limit { get; init; }
    /// <summary>The cursor of the page before; null for the first page.</summary>
    public string? Cursor { get; init; }
    /// <summary>Whether to say why each item is there and each other is not.</summary>
    public bool Explain { get; init; }
    /// <summary><c>context.NAME</c> values: scalars.</summary>
    public IReadOnlyDictionary<string, Value> Context { get; init; } = NoContext;
    /// <summary>A bucket to force (preview); null for the sticky one.</summary>
    public string? Bucket { get; init; }
    /// <summary>The moment to answer for, in milliseconds since 1970 (preview, evaluation); null for the clock.</summary>
    public long? NowMs { get; init; }

    private static readonly Dictionary<string, Value> NoContext = [];
}
