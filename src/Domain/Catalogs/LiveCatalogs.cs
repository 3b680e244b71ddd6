using System.Collections.Concurrent;

namespace Reco.Domain.Catalogs;

/// <summary>
/// Every catalog that this process serves, kept equal to the store: loads them at start, writes through to the store and then to the columns.
/// One write at a time, so that columns see changes in the store's order.
/// </summary>
/// <param name="store">Where items are durable.</param>
public sealed class LiveCatalogs(IItemStore store) : IDisposable
{
    private readonly ConcurrentDictionary<string, Catalog> catalogs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ItemNumbers> ids = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim writing = new(1, 1);

    /// <summary>The catalogs there are, in no order.</summary>
    public IReadOnlyList<Catalog> All => [.. catalogs.Values];

    /// <summary>The catalog of a name, or null when nobody made it.</summary>
    public Catalog? Find(string name) => catalogs.GetValueOrDefault(name);

    /// <summary>Item numbers of a catalog of this name, whether or not it exists yet; the same ones for as long as the process lives.</summary>
    public ItemNumbers Ids(string name) => ids.GetOrAdd(name, _ => new ItemNumbers());

    /// <summary>Reads all catalogs and items from the store. There is always a catalog <c>default</c>.</summary>
    public async Task LoadAsync(CancellationToken cancel)
    {
        foreach (var definition in await store.ReadCatalogsAsync(cancel).ConfigureAwait(false))
        {
            catalogs[definition.Name] = await BuildAsync(definition, cancel).ConfigureAwait(false);
        }
        catalogs.TryAdd(CatalogDefinition.DefaultName, new Catalog(CatalogDefinition.Empty(CatalogDefinition.DefaultName), Ids(CatalogDefinition.DefaultName)));
    }

    /// <summary>Gives reserved columns their values, before the rule that reserved them serves.</summary>
    public async Task FillAsync(Catalog catalog, CancellationToken cancel)
    {
        if (catalog.Unfilled.Count == 0) return;
        await writing.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (catalog.Unfilled.Count > 0) await FillFromStoreAsync(catalog, cancel).ConfigureAwait(false);
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>Stores a definition and serves the catalog by it, if <paramref name="accept"/> (which compiles the rules against it) has no faults.</summary>
    public async Task<IReadOnlyList<Fault>> DefineAsync(CatalogDefinition definition, Func<Catalog, CancellationToken, Task<IReadOnlyList<Fault>>> accept, CancellationToken cancel)
    {
        await writing.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            var next = await BuildAsync(definition, cancel).ConfigureAwait(false);
            var faults = await accept(next, cancel).ConfigureAwait(false);
            if (faults.Count > 0) return faults;
            if (next.Unfilled.Count > 0) await FillFromStoreAsync(next, cancel).ConfigureAwait(false);
            await store.PutCatalogAsync(definition, cancel).ConfigureAwait(false);
            catalogs[definition.Name] = next;
            return [];
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>Writes whole items (validated) durably, then lets them serve.</summary>
    public Task<IReadOnlyList<ItemDocument>> PutAsync(string catalog, IReadOnlyList<ItemDocument> items, CancellationToken cancel) =>
        WriteAsync(catalog, () => store.PutAsync(catalog, items, cancel), written => written, cancel);

    /// <summary>Merges patches into existing items durably, then lets them serve; in order the merged documents, or why a patch was not taken.</summary>
    public Task<IReadOnlyList<Outcome<ItemDocument>>> PatchAsync(string catalog, IReadOnlyList<ItemDocument> patches, CancellationToken cancel) =>
        WriteAsync(catalog, () => store.PatchAsync(catalog, patches, cancel), written => written.Where(d => d.Ok).Select(d => d.Value), cancel);

    /// <summary>Deletes an item durably and stops serving it; false when there was none.</summary>
    public async Task<bool> DeleteAsync(string catalog, string id, CancellationToken cancel) =>
        await WriteAsync(catalog, () => store.DeleteAsync(catalog, id, cancel), gone => gone is { } tombstone ? [tombstone] : [], cancel).ConfigureAwait(false) is not null;

    /// <inheritdoc/>
    public void Dispose() => writing.Dispose();

    private async Task<T> WriteAsync<T>(string catalog, Func<Task<T>> write, Func<T, IEnumerable<ItemDocument>> changes, CancellationToken cancel)
    {
        await writing.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            // A catalog is made by declaring it, so that its name is checked and the rules that wait for it are compiled.
            var serving = Find(catalog) ?? throw new InvalidOperationException($"There is no catalog {catalog}.");
            var written = await write().ConfigureAwait(false);
            serving.Apply(changes(written));
            return written;
        }
        finally
        {
            writing.Release();
        }
    }

    private async Task<Catalog> BuildAsync(CatalogDefinition definition, CancellationToken cancel)
    {
        var catalog = new Catalog(definition, Ids(definition.Name));
        await FillFromStoreAsync(catalog, cancel).ConfigureAwait(false);
        return catalog;
    }

    private Task FillFromStoreAsync(Catalog catalog, CancellationToken cancel) => catalog.FillAsync(store.ReadAllAsync(catalog.Definition.Name, cancel), cancel);
}
