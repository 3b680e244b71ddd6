using Reco.Domain.Catalogs;
using Reco.Domain.Interactions;

namespace Reco.Domain.Recommend;

/// <summary>
/// The pages of the last minutes on this instance, in memory: what an interaction that only names a page was about. The oldest leave when they are too old, too many or too
/// large (<see cref="Limits.ServedPages"/>, <see cref="Limits.ServedPageBytes"/>, <see cref="Limits.ServedPageMinutes"/>). Pages are spread over parts with a lock each, so
/// that requests hardly ever wait for one another.
/// </summary>
public sealed class ServedPages : IServedPages
{
    private readonly Part[] parts = new Part[32];
    private readonly TimeProvider clock;
    private readonly long windowMs;

    /// <summary>Knows no page yet.</summary>
    public ServedPages(Limits limits, TimeProvider clock)
    {
        (this.clock, windowMs) = (clock, limits.ServedPageMinutes * 60_000L);
        for (var i = 0; i < parts.Length; i++) parts[i] = new Part((limits.ServedPages + parts.Length - 1) / parts.Length, limits.ServedPageBytes / parts.Length, windowMs);
    }

    /// <summary>Remembers a page that is being sent, unless it shows nothing. Gives its impression when the rule counts pages as they are served.</summary>
    public ShownPage? Keep(Answer answer)
    {
        var (call, rule) = (answer.Call, answer.Rule);
        var items = answer.ItemNumbers;
        if (items.Length == 0) return null;
        var page = new Kept
        {
            Id = call.Request.RequestId,
            Version = rule.Version,
            Bucket = call.Bucket.Name,
            Catalog = rule.Catalog.Definition.Name,
            Rule = rule.Key,
            Canary = rule.Stored.Canary?.Beside ?? 0,
            AtMs = clock.GetUtcNow().ToUnixTimeMilliseconds(),
            User = call.Request.User,
            Items = items,
            Ids = call.Items.Ids,
        };
        PartOf(page.Id).Add(page);
        return answer.CountsServed ? page.Shown() : null;
    }

    /// <inheritdoc/>
    public ServedPage? Find(string catalog, string requestId)
    {
        if (!RequestIds.TryRead(requestId, out var version, out var bucket)) return null;
        var id = RequestIds.IdOf(requestId);
        if (PartOf(id).Find(id) is not { } kept || kept.Version != version || !bucket.SequenceEqual(kept.Bucket) || kept.Catalog != catalog) return null;
        return clock.GetUtcNow().ToUnixTimeMilliseconds() - kept.AtMs > windowMs ? null : new ServedPage(kept.Shown(), kept.User);
    }

    /// <summary>Pages of a person, by all names.</summary>
    public IReadOnlyList<ShownPage> Of(IReadOnlyCollection<string> names)
    {
        var wanted = names.ToHashSet(StringComparer.Ordinal);
        return [.. parts.SelectMany(part => part.Of(wanted)).OrderBy(page => page.AtMs)];
    }

    /// <summary>Forgets all pages of a person, by all names. Gives how many.</summary>
    public int Forget(IReadOnlyCollection<string> names)
    {
        var wanted = names.ToHashSet(StringComparer.Ordinal);
        return parts.Sum(part => part.Forget(wanted));
    }

    private Part PartOf(string id) => parts[ItemNumbers.HashOf(id) % (ulong)parts.Length];

    /// <summary>As little as a page can be told from: each one that is served outlives its request by minutes, and is hardly ever asked for.</summary>
    private sealed class Kept
    {
        public required string Id { get; init; }
        public required long Version { get; init; }
        public required string? Bucket { get; init; }
        public required string Catalog { get; init; }
        public required string Rule { get; init; }
        public required long Canary { get; init; }
        public required long AtMs { get; init; }
        public required string? User { get; init; }
        public required int[] Items { get; init; }
        public required ItemNumbers Ids { get; init; }

        /// <summary>Bytes in memory, roughly: what it is made of and its places in the tables. The texts of items and rules are shared.</summary>
        public int Bytes => 400 + 4 * Items.Length;

        public ShownPage Shown() => new(Rule, Canary, AtMs, [.. Items.Select(Ids.Id)]);
    }

    private sealed class Part(int mostPages, long mostBytes, long windowMs)
    {
        private readonly Lock changing = new();
        private readonly Dictionary<string, Kept> byId = new(StringComparer.Ordinal);
        private readonly Queue<Kept> inOrder = new();
        private long bytes;

        public void Add(Kept page)
        {
            lock (changing)
            {
                if (!byId.TryAdd(page.Id, page)) return;
                inOrder.Enqueue(page);
                bytes += page.Bytes;
                while (inOrder.TryPeek(out var oldest) && (inOrder.Count > mostPages || bytes > mostBytes || page.AtMs - oldest.AtMs > windowMs))
                {
                    inOrder.Dequeue();
                    byId.Remove(oldest.Id);
                    bytes -= oldest.Bytes;
                }
            }
        }

        public Kept? Find(string id)
        {
            lock (changing) return byId.GetValueOrDefault(id);
        }

        public List<ShownPage> Of(HashSet<string> names)
        {
            lock (changing) return [.. byId.Values.Where(page => IsOf(page, names)).Select(page => page.Shown())];
        }

        public int Forget(HashSet<string> names)
        {
            lock (changing)
            {
                var before = byId.Count;
                // Their places in the queue are left when their time comes.
                foreach (var (id, page) in byId) if (IsOf(page, names)) byId.Remove(id);
                return before - byId.Count;
            }
        }

        private static bool IsOf(Kept page, HashSet<string> names) => page.User is { } user && names.Contains(user);
    }
}
