using Reco.Domain.Catalogs;

namespace Reco.Domain.Tests.World;

/// <summary>Fragments straight from the store.</summary>
internal sealed class DirectFragments(IItemStore items) : IFragments
{
    public Exception? Failure { get; set; }

    public async ValueTask ReadAsync(Catalog catalog, CatalogSnapshot snapshot, FieldShape shape, ReadOnlyMemory<int> numbers, byte[]?[] into, CancellationToken cancel)
    {
        await Task.Yield();
        cancel.ThrowIfCancellationRequested();
        if (Failure is not null) throw Failure;
        var ids = numbers.ToArray().Select(snapshot.Ids.Id).ToList();
        var documents = await items.ReadAsync(catalog.Definition.Name, ids, cancel);
        for (var i = 0; i < documents.Length; i++) into[i] = documents[i] is { } found ? found.Json.ToArray() : null;
    }
}
