using System.Text;
using Reco.Contracts;
using Reco.Domain;
using Reco.Domain.Catalogs;
using Reco.Domain.Expressions;
using Reco.Storage.Caching;

namespace Reco.Storage.Tests;

public sealed class FragmentCacheTests
{
    private readonly CountingStore store = new();
    private readonly Catalog catalog = new(CatalogDefinition.Empty("shop"));
    private readonly FragmentCache cache;

    public FragmentCacheTests() => cache = new FragmentCache(store, 1_000);

    [Fact]
    public async Task Fragments_are_read_together_once()
    {
        Put("a", 1, "\"title\":\"A\"");
        Put("b", 2, "\"title\":\"B\"");
        Assert.Equal(["""{"id":"b","title":"B"}""", """{"id":"a","title":"A"}"""], await Read(Shape("id", "title"), "b", "a"));
        Assert.Equal(["""{"id":"a","title":"A"}""", """{"id":"b","title":"B"}"""], await Read(Shape("id", "title"), "a", "b"));
        Assert.Equal(1, store.Reads);
    }

    [Fact]
    public async Task A_fragment_older_than_the_snapshot_is_refused()
    {
        Put("a", 1, "\"stock\":1");
        await Read(FieldShape.Everything, "a");
        Put("a", 2, "\"stock\":0");
        Assert.Equal(["""{"id":"a","stock":0}"""], await Read(FieldShape.Everything, "a"));
    }

    [Fact]
    public async Task A_fragment_newer_than_the_snapshot_serves()
    {
        Put("a", 1, "\"stock\":1");
        var before = catalog.Current;
        Put("a", 2, "\"stock\":0");
        await Read(FieldShape.Everything, "a");
        Assert.Equal(["""{"id":"a","stock":0}"""], await Read(FieldShape.Everything, before, "a"));
        Assert.Equal(1, store.Reads);
    }

    [Fact]
    public async Task Shapes_and_unknown_and_deleted_items_are_told_apart()
    {
        Put("a", 1, "\"x\":1,\"y\":2");
        Put("gone", 2, "");
        store.Documents.Remove("gone");
        Put("deleted", 3, "");
        catalog.Apply([new ItemDocument("deleted", default, 4)]);
        catalog.Ids.Intern("unknown");
        Assert.Equal(["""{"id":"a","x":1}""", null, null, null], await Read(Shape("id", "x"), "a", "gone", "deleted", "unknown"));
        Assert.Equal(["""{"id":"a","y":2}"""], await Read(Shape("id", "y"), "a"));
    }

    [Fact]
    public async Task A_large_fragment_serves_and_is_not_kept()
    {
        Put("a", 1, $"\"text\":\"{new string('x', FragmentCache.MaxBytes)}\"");
        await Read(FieldShape.Everything, "a");
        Assert.True((await Read(FieldShape.Everything, "a"))[0]!.Length > FragmentCache.MaxBytes);
        Assert.Equal(2, store.Reads);
    }

    [Fact]
    public async Task A_read_that_hits_allocates_nothing()
    {
        Put("a", 1, "\"x\":1");
        Put("b", 2, "\"x\":2");
        var (shape, snapshot, into) = (Shape("id", "x"), catalog.Current, new byte[]?[2]);
        ReadOnlyMemory<int> items = new[] { 0, 1 };
        for (var i = 0; i < 1_000; i++) await cache.ReadAsync(catalog, snapshot, shape, items, into, default);
        var least = long.MaxValue;
        for (var i = 0; i < 20; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var read = cache.ReadAsync(catalog, snapshot, shape, items, into, default);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.True(read.IsCompletedSuccessfully);
        }
        Assert.Equal(0, least);
    }

    [Theory]
    [InlineData("id,title", """{"id":"a","title":"A"}""")]
    [InlineData("title,id", """{"id":"a","title":"A"}""")]
    [InlineData("id,brand.name,none,brand.none,title.x", """{"id":"a","brand":{"name":"N"}}""")]
    [InlineData("id,brand.land.code,title,brand.name", """{"id":"a","brand":{"land":{"code":"KR"},"name":"N"},"title":"A"}""")]
    [InlineData("id,brand,brand.name", """{"id":"a","brand":{"name":"N","land":{"code":"KR","x":1}}}""")]
    [InlineData("id,price,tags,empty", """{"id":"a","price":1.50,"tags":["사과",null],"empty":null}""")]
    public void A_fragment_shows_what_its_shape_names(string paths, string expected)
    {
        var document = Items.Item("a", """ "title":"A","brand":{"name":"N","land":{"code":"KR","x":1}},"price":1.50,"tags":["사과",null],"empty":null """.Trim());
        Assert.Equal(expected, Encoding.UTF8.GetString(FragmentWriter.Write(Shape(paths.Split(',')), document)));
    }

    private static FieldShape Shape(params string[] paths) => new(paths);

    private void Put(string id, long version, string members)
    {
        var document = Items.Item(id, members) with { Version = version };
        store.Documents[id] = document;
        catalog.Apply([document]);
    }

    private Task<List<string?>> Read(FieldShape shape, params string[] ids) => Read(shape, catalog.Current, ids);

    private async Task<List<string?>> Read(FieldShape shape, CatalogSnapshot snapshot, params string[] ids)
    {
        var into = new byte[]?[ids.Length];
        await cache.ReadAsync(catalog, snapshot, shape, ids.Select(catalog.Ids.Intern).ToArray(), into, default);
        return [.. into.Select(f => f is null ? null : Encoding.UTF8.GetString(f))];
    }

    private sealed class CountingStore : IItemStore
    {
        public Dictionary<string, ItemDocument> Documents { get; } = [];

        public int Reads { get; private set; }

        public async ValueTask<ItemDocument?[]> ReadAsync(string catalog, IReadOnlyList<string> ids, CancellationToken cancel)
        {
            await Task.Yield();
            Reads++;
            return [.. ids.Select(id => Documents.TryGetValue(id, out var document) ? document : (ItemDocument?)null)];
        }

        public Task<IReadOnlyList<CatalogDefinition>> ReadCatalogsAsync(CancellationToken cancel) => throw new NotSupportedException();
        public Task PutCatalogAsync(CatalogDefinition definition, CancellationToken cancel) => throw new NotSupportedException();
        public IAsyncEnumerable<ItemDocument> ReadAllAsync(string catalog, CancellationToken cancel) => throw new NotSupportedException();
        public Task<IReadOnlyList<ItemDocument>> PutAsync(string catalog, IReadOnlyList<ItemDocument> items, CancellationToken cancel) => throw new NotSupportedException();
        public Task<IReadOnlyList<Outcome<ItemDocument>>> PatchAsync(string catalog, IReadOnlyList<ItemDocument> patches, CancellationToken cancel) => throw new NotSupportedException();
        public Task<ItemDocument?> DeleteAsync(string catalog, string id, CancellationToken cancel) => throw new NotSupportedException();
        public ValueTask<IReadOnlyList<string>> QueryAsync(string catalog, StoreQuery query, int take, CancellationToken cancel) => throw new NotSupportedException();
    }
}
