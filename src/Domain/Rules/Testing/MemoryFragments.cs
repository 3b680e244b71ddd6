using Reco.Domain.Catalogs;

namespace Reco.Domain.Rules.Testing;

/// <summary>Fragments made anew for every answer.</summary>
/// <param name="store">Where documents are.</param>
public class MemoryFragments(IItemStore store) : IFragments
{
    /// <inheritdoc/>
    public virtual async ValueTask ReadAsync(Catalog catalog, CatalogSnapshot snapshot, FieldShape shape, ReadOnlyMemory<int> items, byte[]?[] into, CancellationToken cancel)
    {
        var ids = new List<string>(items.Length);
        for (var i = 0; i < items.Length; i++) ids.Add(snapshot.Ids.Id(items.Span[i]));
        var documents = await store.ReadAsync(catalog.Definition.Name, ids, cancel).ConfigureAwait(false);
        for (var i = 0; i < documents.Length; i++) into[i] = documents[i] is { } found ? FragmentWriter.Write(shape, found) : null;
    }
}
