using System.Buffers;
using Reco.Domain.Catalogs;
using Reco.Domain.Interactions;
using Reco.Domain.Rules;

namespace Reco.Domain.Recommend;

/// <summary>The whole flow from a rule and a request to a finished page.</summary>
/// <param name="profiles">People.</param>
/// <param name="fragments">Ready-made JSON of items.</param>
/// <param name="popularity">Counts of a catalog.</param>
/// <param name="cursors">Signs and opens cursors.</param>
/// <param name="limits">Bounds.</param>
/// <param name="clock">The time of requests that name none.</param>
#pragma warning disable CS9113
public sealed class Recommender(IProfileStore profiles, IFragments fragments, Func<string, IPopularity> popularity, CursorSigner cursors, Limits limits, TimeProvider clock)
{
    /// <summary>Answers one call. What the rule demands and the request lacks is a fault of the answer.</summary>
    public ValueTask<Answer> RecommendAsync(CompiledRule rule, RecommendRequest request, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Answers a batch: all fetch together, then arrange in order; with <paramref name="distinct"/> an earlier call wins an item and later ones backfill. One answer per call, in order.</summary>
    public ValueTask<IReadOnlyList<Answer>> RecommendAsync(IReadOnlyList<(CompiledRule Rule, RecommendRequest Request)> calls, bool distinct, CancellationToken cancel) => throw new NotImplementedException();
}

/// <summary>A finished page or why there is none. Holds pooled memory: write it once, then dispose of it.</summary>
public sealed class Answer : IDisposable
{
    /// <summary>What the caller has to mend (400); empty for a page.</summary>
    public IReadOnlyList<Fault> Faults => throw new NotImplementedException();
    /// <summary>The rule that answered.</summary>
    public CompiledRule Rule => throw new NotImplementedException();
    /// <summary>The bucket that answered; null for a rule without buckets.</summary>
    public string? Bucket => throw new NotImplementedException();
    /// <summary>Items on the page.</summary>
    public int Count => throw new NotImplementedException();
    /// <summary>Whether something was missing on the way (a source failed or was late).</summary>
    public bool Degraded => throw new NotImplementedException();
    /// <summary>Ids of the items shown, in order.</summary>
    public IReadOnlyList<string> ItemIds => throw new NotImplementedException();
    /// <summary>Writes the page as one JSON object: <c>{ requestId, rule, version, bucket?, items, cursor?, degraded?, explain? }</c>.</summary>
    public void WriteTo(IBufferWriter<byte> output) => throw new NotImplementedException();
    /// <inheritdoc/>
    public void Dispose() => throw new NotImplementedException();
}

/// <summary>Makes cursors nobody can forge.</summary>
/// <param name="key">HMAC-SHA256 key, 32 bytes.</param>
public sealed class CursorSigner(ReadOnlyMemory<byte> key);
