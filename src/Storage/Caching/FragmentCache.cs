using System.Collections.Concurrent;
using BitFaster.Caching.Lru;
using Reco.Domain.Catalogs;

namespace Reco.Storage.Caching;

/// <summary>
/// The fragments of items that answers show, in process, over the item store. An entry serves while it is not older than the request's snapshot, so a
/// changed item is made anew at its next show and no message has to invalidate it. When all are cached a read completes at once and allocates nothing.
/// Bounded by entries; one of more than <see cref="MaxBytes"/> is not kept. A usual fragment has 200 to 500 bytes, so the default is some 100 MB when full.
/// </summary>
/// <param name="store">Where documents are.</param>
/// <param name="capacity">Fragments kept; the least recently shown leave first.</param>
public sealed class FragmentCache(IItemStore store, int capacity) : IFragments
{
    /// <summary>Bytes of the largest fragment that is kept.</summary>
    public const int MaxBytes = 8 * 1024;

    private readonly ConcurrentLru<long, Entry> entries = new(capacity);
    private readonly ConcurrentDictionary<(string Catalog, FieldShape Shape), long> views = new();

    private sealed record Entry(long Version, byte[] Json);

    /// <inheritdoc/>
    public ValueTask ReadAsync(Catalog catalog, CatalogSnapshot snapshot, FieldShape shape, ReadOnlyMemory<int> items, byte[]?[] into, CancellationToken cancel)
    {
        var view = View(catalog.Definition.Name, shape);
        List<int>? missing = null;
        var numbers = items.Span;
        for (var i = 0; i < numbers.Length; i++)
        {
            var version = snapshot.Versions[numbers[i]];
            into[i] = null;
            if (version <= 0) continue;
            if (entries.TryGet(view | (uint)numbers[i], out var entry) && entry.Version >= version) into[i] = entry.Json;
            else (missing ??= []).Add(i);
        }
        return missing is null ? ValueTask.CompletedTask : FillAsync(catalog, view, shape, items, missing, into, cancel);
    }

    private async ValueTask FillAsync(
        Catalog catalog, long view, FieldShape shape, ReadOnlyMemory<int> items, List<int> missing, byte[]?[] into, CancellationToken cancel)
    {
        var ids = missing.ConvertAll(i => catalog.Ids.Id(items.Span[i]));
        var documents = await store.ReadAsync(catalog.Definition.Name, ids, cancel).ConfigureAwait(false);
        for (var i = 0; i < documents.Length; i++)
        {
            if (documents[i] is not { Deleted: false } document) continue;
            var json = FragmentWriter.Write(shape, document);
            into[missing[i]] = json;
            // An older one that comes late is refused by the next request's snapshot.
            if (json.Length <= MaxBytes) entries.AddOrUpdate(view | (uint)items.Span[missing[i]], new Entry(document.Version, json));
        }
    }

    /// <summary>The upper half of the keys of one catalog and shape; the lower half is the item's number. There are as many as published rules name.</summary>
    private long View(string catalog, FieldShape shape)
    {
        if (views.TryGetValue((catalog, shape), out var known)) return known;
        lock (views) return views.GetOrAdd((catalog, shape), static (_, all) => (long)all.Count << 32, views);
    }
}
