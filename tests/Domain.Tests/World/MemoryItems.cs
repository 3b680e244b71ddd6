using System.Runtime.CompilerServices;
using System.Text.Json;
using Reco.Domain.Catalogs;
using Reco.Domain.Expressions;

namespace Reco.Domain.Tests.World;

/// <summary>Items in memory. A query gives what <see cref="Queried"/> says: how stores translate one is their own tests' business.</summary>
internal sealed class MemoryItems : IItemStore
{
    private readonly Dictionary<string, CatalogDefinition> catalogs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedDictionary<string, ItemDocument>> items = new(StringComparer.Ordinal);
    private long version;

    public Func<StoreQuery, int, IReadOnlyList<string>>? Queried { get; set; }

    public Task<IReadOnlyList<CatalogDefinition>> ReadCatalogsAsync(CancellationToken cancel) => Task.FromResult<IReadOnlyList<CatalogDefinition>>([.. catalogs.Values]);

    public Task PutCatalogAsync(CatalogDefinition definition, CancellationToken cancel)
    {
        catalogs[definition.Name] = definition;
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<ItemDocument> ReadAllAsync(string catalog, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var item in Of(catalog).Values.ToList()) yield return item;
        await Task.CompletedTask;
    }

    public ValueTask<ItemDocument?[]> ReadAsync(string catalog, IReadOnlyList<string> ids, CancellationToken cancel) =>
        new([.. ids.Select(id => Of(catalog).TryGetValue(id, out var item) ? item : (ItemDocument?)null)]);

    public Task<IReadOnlyList<ItemDocument>> PutAsync(string catalog, IReadOnlyList<ItemDocument> rows, CancellationToken cancel)
    {
        catalogs.TryAdd(catalog, CatalogDefinition.Empty(catalog));
        return Task.FromResult<IReadOnlyList<ItemDocument>>([.. rows.Select(row => Of(catalog)[row.Id] = row with { Version = ++version })]);
    }

    public Task<IReadOnlyList<Outcome<ItemDocument>>> PatchAsync(string catalog, IReadOnlyList<ItemDocument> patches, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<Outcome<ItemDocument>>>([.. patches.Select(patch => Of(catalog).TryGetValue(patch.Id, out var old) ? Of(catalog)[patch.Id] = Merge(old, patch) : ItemPatch.Unknown(patch.Id))]);

    public Task<ItemDocument?> DeleteAsync(string catalog, string id, CancellationToken cancel) =>
        Task.FromResult<ItemDocument?>(Of(catalog).Remove(id) ? new ItemDocument(id, default, ++version) : null);

    public ValueTask<IReadOnlyList<string>> QueryAsync(string catalog, StoreQuery query, int take, CancellationToken cancel) => new(Queried!(query, take));

    private SortedDictionary<string, ItemDocument> Of(string catalog) => items.TryGetValue(catalog, out var known) ? known : items[catalog] = new(StringComparer.Ordinal);

    private ItemDocument Merge(ItemDocument old, ItemDocument patch)
    {
        var merged = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(old.Json.Span)!;
        foreach (var (name, value) in JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(patch.Json.Span)!) merged[name] = value;
        return old with { Json = JsonSerializer.SerializeToUtf8Bytes(merged), Version = ++version };
    }
}
