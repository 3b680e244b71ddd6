namespace Reco.Domain.Catalogs;

/// <summary>An item as the store keeps it.</summary>
/// <param name="Id">Its id within the catalog.</param>
/// <param name="Json">The whole JSON object, UTF-8, compact, <c>id</c> included. Empty when the item was deleted.</param>
/// <param name="Version">Counts up with every change of the catalog's items, from 1; never repeated within a data folder.</param>
public readonly record struct ItemDocument(string Id, ReadOnlyMemory<byte> Json, long Version)
{
    /// <summary>Whether this tells of a deletion.</summary>
    public bool Deleted => Json.IsEmpty;
}
