using System.Runtime.CompilerServices;
using Reco.Domain.Catalogs;
using Reco.Domain.Expressions;

namespace Reco.Domain.Rules.Testing;

/// <summary>Items in memory, for worlds of a few hundred: a query looks at each item. Safe for many threads.</summary>
/// <param name="limits">How far a patch may let an item grow.</param>
public class MemoryItems(Limits limits) : IItemStore
{
    private readonly Lock writing = new();
    private readonly Dictionary<string, CatalogDefinition> catalogs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, ItemDocument>> items = new(StringComparer.Ordinal);
    private long version;

    /// <inheritdoc/>
    public Task<IReadOnlyList<CatalogDefinition>> ReadCatalogsAsync(CancellationToken cancel)
    {
        lock (writing) return Task.FromResult<IReadOnlyList<CatalogDefinition>>([.. catalogs.Values]);
    }

    /// <inheritdoc/>
    public Task PutCatalogAsync(CatalogDefinition definition, CancellationToken cancel)
    {
        lock (writing) catalogs[definition.Name] = definition;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ItemDocument> ReadAllAsync(string catalog, [EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var item in All(catalog)) yield return item;
    }

    /// <inheritdoc/>
    public ValueTask<ItemDocument?[]> ReadAsync(string catalog, IReadOnlyList<string> ids, CancellationToken cancel)
    {
        lock (writing) return new([.. ids.Select(id => Find(catalog, id))]);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ItemDocument>> PutAsync(string catalog, IReadOnlyList<ItemDocument> items, CancellationToken cancel)
    {
        lock (writing) return Task.FromResult<IReadOnlyList<ItemDocument>>([.. items.Select(item => Put(catalog, item with { Version = ++version }))]);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Outcome<ItemDocument>>> PatchAsync(string catalog, IReadOnlyList<ItemDocument> patches, CancellationToken cancel)
    {
        lock (writing) return Task.FromResult<IReadOnlyList<Outcome<ItemDocument>>>([.. patches.Select(patch => Patch(catalog, patch))]);
    }

    /// <inheritdoc/>
    public Task<ItemDocument?> DeleteAsync(string catalog, string id, CancellationToken cancel)
    {
        lock (writing)
        {
            var gone = items.TryGetValue(catalog, out var known) && known.Remove(id);
            return Task.FromResult<ItemDocument?>(gone ? new ItemDocument(id, default, ++version) : null);
        }
    }

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<string>> QueryAsync(string catalog, StoreQuery query, int take, CancellationToken cancel) =>
        new([.. QueryEvaluator.Run(query, All(catalog)).Take(take)]);

    private List<ItemDocument> All(string catalog)
    {
        lock (writing) return items.TryGetValue(catalog, out var known) ? [.. known.Values] : [];
    }

    private ItemDocument? Find(string catalog, string id) => items.TryGetValue(catalog, out var known) && known.TryGetValue(id, out var item) ? item : null;

    private ItemDocument Put(string catalog, ItemDocument item)
    {
        catalogs.TryAdd(catalog, CatalogDefinition.Empty(catalog));
        var known = items.TryGetValue(catalog, out var found) ? found : items[catalog] = new(StringComparer.Ordinal);
        return known[item.Id] = item;
    }

    private Outcome<ItemDocument> Patch(string catalog, ItemDocument patch)
    {
        var patched = ItemPatch.Apply(patch, Find(catalog, patch.Id)?.Json, ++version, limits);
        return patched.Ok ? Put(catalog, patched.Value) : patched;
    }
}
