namespace Reco.Domain.Catalogs;

/// <summary>Gives the ready-made JSON of items, one fragment per item and <see cref="FieldShape"/>, so that an answer is written by copying. A port: a bounded cache over the store.</summary>
public interface IFragments
{
    /// <summary>The fragments of some items: each a whole JSON object in UTF-8, of exactly the version that the snapshot knows or a newer one; null for an item that the store no longer has.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="snapshot">The request's view of it.</param>
    /// <param name="shape">What to show.</param>
    /// <param name="items">Item numbers.</param>
    /// <param name="into">As long as <paramref name="items"/> at least.</param>
    /// <param name="cancel">Gives up the reads of what was not cached.</param>
    ValueTask ReadAsync(Catalog catalog, CatalogSnapshot snapshot, FieldShape shape, ReadOnlyMemory<int> items, byte[]?[] into, CancellationToken cancel);
}
