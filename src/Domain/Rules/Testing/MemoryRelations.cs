using System.Collections.Concurrent;
using System.Collections.Immutable;
using Reco.Domain.Catalogs;
using Reco.Domain.Recommend;

namespace Reco.Domain.Rules.Testing;

/// <summary>Relations in memory. Safe for many threads.</summary>
/// <param name="ids">Item numbers of a catalog.</param>
/// <param name="limits">Items kept per key.</param>
public class MemoryRelations(Func<string, ItemNumbers> ids, Limits limits) : IRelations
{
    private readonly ConcurrentDictionary<(string Catalog, string Name), Relation> relations = new();

    /// <inheritdoc/>
    public virtual IRelation Open(string catalog, string name) => Find(catalog, name);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> NamesAsync(string catalog, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<string>>([.. relations.Where(r => r.Key.Catalog == catalog && r.Value.Version > 0).Select(r => r.Key.Name).Order(StringComparer.Ordinal)]);

    /// <inheritdoc/>
    public async Task<long> ReplaceAsync(string catalog, string name, IAsyncEnumerable<RelationRow> rows, CancellationToken cancel)
    {
        var next = new List<RelationRow>();
        await foreach (var row in rows.WithCancellation(cancel).ConfigureAwait(false)) next.Add(row);
        return Find(catalog, name).Write(_ => Add(catalog, ImmutableDictionary<string, RelationList>.Empty.WithComparers(StringComparer.Ordinal), next));
    }

    /// <inheritdoc/>
    public Task UpsertAsync(string catalog, string name, IReadOnlyList<RelationRow> rows, CancellationToken cancel)
    {
        Find(catalog, name).Write(lists => Add(catalog, lists, rows));
        return Task.CompletedTask;
    }

    private Relation Find(string catalog, string name) => relations.GetOrAdd((catalog, name), _ => new Relation());

    private ImmutableDictionary<string, RelationList> Add(string catalog, ImmutableDictionary<string, RelationList> lists, IReadOnlyList<RelationRow> rows)
    {
        foreach (var (key, related) in rows) lists = related.Count == 0 ? lists.Remove(key) : lists.SetItem(key, List(ids(catalog), related));
        return lists;
    }

    private RelationList List(ItemNumbers numbers, IReadOnlyList<(string Id, float Score)> related)
    {
        var best = related.Where(r => float.IsFinite(r.Score)).ToList();
        best.Sort((a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : Utf8Order.Compare(a.Id, b.Id));
        best = [.. best.DistinctBy(r => r.Id).Take(limits.RelatedItems)];
        return new RelationList([.. best.Select(r => numbers.Intern(r.Id))], [.. best.Select(r => r.Score)]);
    }

    private sealed class Relation : IRelation
    {
        private readonly Lock writing = new();
        private volatile ImmutableDictionary<string, RelationList> lists = ImmutableDictionary<string, RelationList>.Empty.WithComparers(StringComparer.Ordinal);
        private long version;

        public long Version => Interlocked.Read(ref version);

        public ValueTask ReadAsync(IReadOnlyList<string> keys, RelationList?[] into, CancellationToken cancel)
        {
            var now = lists;
            for (var i = 0; i < keys.Count; i++) into[i] = now.GetValueOrDefault(keys[i]);
            return ValueTask.CompletedTask;
        }

        public long Write(Func<ImmutableDictionary<string, RelationList>, ImmutableDictionary<string, RelationList>> change)
        {
            lock (writing)
            {
                lists = change(lists);
                return Interlocked.Increment(ref version);
            }
        }
    }
}
