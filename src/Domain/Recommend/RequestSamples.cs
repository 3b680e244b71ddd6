using System.Collections.Concurrent;
using Reco.Domain.Rules;

namespace Reco.Domain.Recommend;

/// <summary>
/// The latest real requests of each rule on this instance, in memory only, for dry runs: as many as the rule says (<c>"sampling"</c>). Only first pages are kept: a cursor
/// expires. Taking one is a look-up and an interlocked step; only a new revision of a rule takes a lock.
/// </summary>
/// <param name="live">Says which rules still serve, when room is short.</param>
/// <param name="limits">Room for all rules together: <see cref="Limits.SampledRequests"/>.</param>
public sealed class RequestSamples(LiveRules live, Limits limits)
{
    private readonly ConcurrentDictionary<string, Ring> rings = new(StringComparer.Ordinal);
    private readonly Lock opening = new();
    private int room = limits.SampledRequests;
    private RuleSet? swept;

    /// <summary>Keeps the request behind a page. What a rule refused is no sample.</summary>
    public void Take(Answer answer)
    {
        if (answer.Faults.Count == 0) Take(answer.Rule, answer.Call.Request);
    }

    internal void Take(CompiledRule rule, RecommendRequest request)
    {
        if (request.Cursor is not null) return;
        var known = rings.TryGetValue(rule.Key, out var ring);
        // The newest revision decides how many: one of two that serve side by side must not undo what the other did.
        if (known ? ring!.Version < rule.Version : rule.Sampling > 0) ring = Open(rule);
        ring?.Add(request);
    }

    /// <summary>The latest requests of a rule, the newest first, and why there are none if that is so.</summary>
    /// <param name="rule">The serving revision.</param>
    /// <param name="most">At most so many.</param>
    public (IReadOnlyList<RecommendRequest> Requests, NoSamples? Reason) Latest(CompiledRule rule, int most)
    {
        if (rule.Sampling == 0) return ([], NoSamples.Off);
        // One that found no room may find it now.
        var ring = rings.TryGetValue(rule.Key, out var known) && known is { Size: > 0 } ? known : Open(rule);
        var requests = ring.Latest(most);
        return (requests, requests.Count > 0 ? null : ring.Size == 0 ? NoSamples.NoRoom : NoSamples.NoneYet);
    }

    /// <summary>Requests of a person, by all names, with the rule of each (<c>service/name</c>).</summary>
    public IReadOnlyList<(string Rule, RecommendRequest Request)> Of(IReadOnlyCollection<string> names)
    {
        var wanted = names.ToHashSet(StringComparer.Ordinal);
        return [.. rings.SelectMany(r => r.Value.Latest(r.Value.Size), (r, request) => (Rule: r.Key, Request: request)).Where(r => r.Request.User is { } user && wanted.Contains(user))];
    }

    /// <summary>Forgets all requests of a person, by all names. Gives how many.</summary>
    public int Forget(IReadOnlyCollection<string> names)
    {
        var wanted = names.ToHashSet(StringComparer.Ordinal);
        // A ring that is being replaced hands its requests on.
        lock (opening) return rings.Values.Sum(ring => ring.Forget(wanted));
    }

    /// <summary>A ring of the size that the rule says, with what the one before held; without room one that holds nothing.</summary>
    private Ring Open(CompiledRule rule)
    {
        lock (opening)
        {
            var old = rings.GetValueOrDefault(rule.Key);
            if (old is { Size: > 0 } && old.Version >= rule.Version) return old;
            room += old?.Size ?? 0;
            if (room < rule.Sampling) Sweep(except: rule.Key);
            var ring = new Ring(rule.Version, room < rule.Sampling ? 0 : rule.Sampling, old);
            room -= ring.Size;
            return rings[rule.Key] = ring;
        }
    }

    /// <summary>Takes back the room of rules that no longer serve, once for each set of rules: a server with more rules than room looks often.</summary>
    private void Sweep(string except)
    {
        var set = live.Current;
        if (set == swept) return;
        swept = set;
        foreach (var (key, ring) in rings)
        {
            if (key != except && set.Find(key) is null && rings.TryRemove(key, out _)) room += ring.Size;
        }
    }

    /// <summary>Requests of one rule; one that is full overwrites the oldest. The threads that write to it share one counter.</summary>
    private sealed class Ring
    {
        private readonly RecommendRequest?[] slots;
        private long count;

        /// <param name="version">Of the rule that gave the size.</param>
        /// <param name="size">Requests it holds; 0 holds none.</param>
        /// <param name="old">Whose requests it goes on with.</param>
        public Ring(long version, int size, Ring? old)
        {
            (Version, slots) = (version, new RecommendRequest?[size]);
            if (old is null) return;
            foreach (var request in Enumerable.Reverse(old.Latest(size))) Add(request);
        }

        public long Version { get; }

        public int Size => slots.Length;

        public void Add(RecommendRequest request)
        {
            if (slots.Length > 0) Volatile.Write(ref slots[(Interlocked.Increment(ref count) - 1) % slots.Length], request);
        }

        public List<RecommendRequest> Latest(int most)
        {
            var (latest, next) = (new List<RecommendRequest>(), Interlocked.Read(ref count));
            for (var i = 1; i <= slots.Length && i <= next && latest.Count < most; i++)
            {
                if (Volatile.Read(ref slots[(next - i) % slots.Length]) is { } request) latest.Add(request);
            }
            return latest;
        }

        public int Forget(HashSet<string> names)
        {
            var forgotten = 0;
            for (var i = 0; i < slots.Length; i++)
            {
                // Not when another request took the place meanwhile.
                if (Volatile.Read(ref slots[i]) is { User: { } user } request && names.Contains(user) && Interlocked.CompareExchange(ref slots[i], null, request) == request) forgotten++;
            }
            return forgotten;
        }
    }
}

/// <summary>Why there is no sample of a rule's requests.</summary>
public enum NoSamples
{
    /// <summary>The rule says <c>"sampling": 0</c>.</summary>
    Off,
    /// <summary>Other rules have all the room that there is.</summary>
    NoRoom,
    /// <summary>Nobody asked since this instance started.</summary>
    NoneYet,
}
