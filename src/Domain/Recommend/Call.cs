using System.Text.Encodings.Web;
using System.Text.Json;
using Reco.Domain.Catalogs;
using Reco.Domain.Expressions;
using Reco.Domain.Interactions;
using Reco.Domain.Recommend.Arrange;
using Reco.Domain.Recommend.Sources;
using Reco.Domain.Rules;

namespace Reco.Domain.Recommend;

/// <summary>All that one call carries from stage to stage. Pooled: <see cref="Rent"/> gives a clean one, <see cref="Return"/> takes it back unless a late source may still write to it.</summary>
internal sealed class Call
{
    private static readonly System.Collections.Concurrent.ConcurrentBag<Call> Pool = [];
    private const int PoolSize = 256;

    /// <summary>Calls in the pool, counted beside it: the bag's own count locks all of it.</summary>
    private static int pooled;

    private FoundItems[] found = [];

    public CompiledRule Rule { get; private set; } = null!;
    public CompiledBucket Bucket { get; set; } = null!;
    public RecommendRequest Request { get; private set; } = null!;
    public CatalogSnapshot Items => Evaluation.Items;
    public Evaluation Evaluation { get; } = new();
    public Candidates Candidates { get; } = new();
    public Page Page { get; } = new();
    public Explain.Trace Trace { get; } = new();

    /// <summary>Cut hashes of what earlier pages showed; empty on the first page.</summary>
    public HashSet<ulong> ShownBefore { get; } = [];

    /// <summary>Items that earlier calls of a distinct batch show; null elsewhere.</summary>
    public HashSet<int>? Taken { get; set; }

    /// <summary>Distinct candidates at most.</summary>
    public int MostCandidates { get; set; }

    /// <summary>What failed or was late on the way, by source.</summary>
    public List<SourceFailure> Failures { get; } = [];

    /// <summary>Ends late sources.</summary>
    public CancellationTokenSource Deadline { get; private set; } = new();

    /// <summary>Takes the deadline back when what it was for is done, so that it does not end the next read; what is <paramref name="late"/> is told to end now.</summary>
    public void ClearDeadline(bool late)
    {
        if (late) _ = Deadline.CancelAsync();
        if (!Deadline.TryReset()) Deadline = new CancellationTokenSource();
    }

    /// <summary>A source may still be writing: nothing of this call may be used again.</summary>
    public bool Abandoned { get; set; }

    /// <summary>Allowed candidates known so far, shown or not.</summary>
    public int Allowed { get; set; }

    /// <summary>The items of the answer, and their JSON.</summary>
    public int[] ShownItems = new int[32];
    public byte[]?[] Fragments = new byte[]?[32];
    public string? NextCursor { get; set; }

    public Utf8JsonWriter Writer { get; } = new(Stream.Null, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    /// <summary>What source i found; candidates first, then fallback.</summary>
    public FoundItems Found(int source) => found[source];

    /// <summary>Forgets what a source found that failed or is late; it may still be writing there.</summary>
    public void Lose(int source) => found[source] = new FoundItems();

    public static Call Rent(CompiledRule rule, RecommendRequest request)
    {
        if (Pool.TryTake(out var call)) Interlocked.Decrement(ref pooled);
        else call = new Call();
        (call.Rule, call.Request) = (rule, request);
        return call;
    }

    /// <summary>Sources that were asked so far: candidates first, then fallback in order.</summary>
    public int SourcesAsked { get; private set; }

    /// <summary>Makes room for what the first so many sources of the bucket will find.</summary>
    public void Expect(int sources)
    {
        SourcesAsked = sources;
        var had = found.Length;
        if (had < sources) Array.Resize(ref found, sources);
        for (var i = had; i < found.Length; i++) found[i] = new FoundItems();
    }

    public void Return()
    {
        if (Abandoned || Volatile.Read(ref pooled) >= PoolSize)
        {
            Writer.Dispose();
            return;
        }
        (Rule, Bucket, Request, Taken, NextCursor, Allowed, SourcesAsked) = (null!, null!, null!, null, null, 0, 0);
        // What waits in the pool, perhaps for long, keeps neither a person nor an old state of the items alive.
        (Evaluation.User, Evaluation.Items, Evaluation.Request) = (Profile.Empty, null!, null!);
        Evaluation.ObjectSlots.AsSpan().Clear();
        foreach (var items in found) items.Clear();
        Candidates.Clear();
        Page.Clear();
        Trace.Clear();
        ShownBefore.Clear();
        Failures.Clear();
        Fragments.AsSpan().Clear();
        Interlocked.Increment(ref pooled);
        Pool.Add(this);
    }
}

/// <summary>A source (or the profile, or the items' data) that failed or was late: its part is missing in a degraded answer.</summary>
/// <param name="Stage">The source's text, <c>profile</c> or <c>items</c>.</param>
/// <param name="Failure">What happened; a <see cref="TimeoutException"/> when it was late.</param>
public sealed record SourceFailure(string Stage, Exception Failure);
