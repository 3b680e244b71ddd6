using Reco.Domain.Expressions;

namespace Reco.Domain.Catalogs;

/// <summary>Why one row of a write was not taken.</summary>
/// <param name="Index">Its place in the request, from 0.</param>
/// <param name="Faults">Everything that is wrong with it.</param>
public sealed record RejectedRow(int Index, IReadOnlyList<Fault> Faults);

/// <summary>Keeps the documents of items and the definitions of catalogs. A port: implemented once per family of stores.</summary>
public interface IItemStore
{
    /// <summary>Every catalog that was defined or written to.</summary>
    Task<IReadOnlyList<CatalogDefinition>> ReadCatalogsAsync(CancellationToken cancel);

    /// <summary>Declares (or declares anew) the attributes of a catalog and indexes them; durable when it returns.</summary>
    Task PutCatalogAsync(CatalogDefinition definition, CancellationToken cancel);

    /// <summary>All items of a catalog, in no order.</summary>
    IAsyncEnumerable<ItemDocument> ReadAllAsync(string catalog, CancellationToken cancel);

    /// <summary>The documents of some items, in the order asked; null where there is none.</summary>
    ValueTask<ItemDocument?[]> ReadAsync(string catalog, IReadOnlyList<string> ids, CancellationToken cancel);

    /// <summary>Writes whole documents (an existing id is replaced), all in one durable step. Gives them with their new versions, in order.</summary>
    /// <param name="catalog">The catalog; made when new.</param>
    /// <param name="items">Validated documents; <see cref="ItemDocument.Version"/> is ignored.</param>
    /// <param name="cancel">Gives up before the write starts.</param>
    Task<IReadOnlyList<ItemDocument>> PutAsync(string catalog, IReadOnlyList<ItemDocument> items, CancellationToken cancel);

    /// <summary>Merges JSON merge patches (RFC 7396; <c>id</c> names the item) into existing documents, in one durable step. Gives in order what <see cref="ItemPatch"/> makes of each; one with faults costs no other.</summary>
    Task<IReadOnlyList<Outcome<ItemDocument>>> PatchAsync(string catalog, IReadOnlyList<ItemDocument> patches, CancellationToken cancel);

    /// <summary>Deletes an item; null when there was none, else what to tell the caches.</summary>
    Task<ItemDocument?> DeleteAsync(string catalog, string id, CancellationToken cancel);

    /// <summary>Ids of the items that a query finds, in its order (ties by id), at most <paramref name="take"/>.</summary>
    ValueTask<IReadOnlyList<string>> QueryAsync(string catalog, StoreQuery query, int take, CancellationToken cancel);
}
