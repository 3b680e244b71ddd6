using Reco.Domain.Catalogs;
using Reco.Domain.Expressions;
using static Reco.Contracts.Items;

namespace Reco.Contracts;

/// <summary>What every store of items promises.</summary>
public abstract class ItemStoreContract : IAsyncLifetime
{
    protected IItemStore Store { get; private set; } = null!;

    /// <summary>Opens an empty store.</summary>
    protected abstract Task<IItemStore> OpenAsync();

    public abstract Task DisposeAsync();

    public async Task InitializeAsync() => Store = await OpenAsync();

    [Fact]
    public async Task An_item_reads_as_it_was_put()
    {
        var written = await Store.PutAsync("shop", [Item("a", "\"price\":1"), Item("ÄÖ\U0001F34C")], default);
        var read = await Store.ReadAsync("shop", ["ÄÖ\U0001F34C", "none", "a"], default);
        Assert.Equal("""{"id":"a","price":1}""", read[2].Text());
        Assert.Null(read[1]);
        Assert.Equal((written[1].Version, written[0].Version), (read[0]!.Value.Version, read[2]!.Value.Version));
    }

    [Fact]
    public async Task A_put_replaces_the_whole_item_with_a_higher_version()
    {
        var first = await Store.PutAsync("shop", [Item("a", "\"x\":1,\"y\":2")], default);
        var second = await Store.PutAsync("shop", [Item("a", "\"x\":3")], default);
        Assert.True(second[0].Version > first[0].Version);
        Assert.Equal("""{"id":"a","x":3}""", (await Store.ReadAsync("shop", ["a"], default))[0].Text());
    }

    [Fact]
    public async Task The_last_of_two_rows_with_one_id_stays()
    {
        await Store.PutAsync("shop", [Item("a", "\"x\":1"), Item("a", "\"x\":2")], default);
        Assert.Equal("""{"id":"a","x":2}""", (await Store.ReadAsync("shop", ["a"], default))[0].Text());
        Assert.Single(await Store.ReadAllAsync("shop", default).ToListAsync());
    }

    [Fact]
    public async Task A_patch_merges_and_leaves_the_id()
    {
        await Store.PutAsync("shop", [Item("a", "\"brand\":{\"name\":\"A\",\"land\":\"KR\"},\"tags\":[1,2],\"old\":true")], default);
        var patched = await Store.PatchAsync("shop", [Item("a", "\"brand\":{\"land\":null,\"since\":1999},\"tags\":[3],\"old\":null,\"new\":{\"x\":null,\"y\":1}"), Item("none", "\"x\":1")], default);
        Assert.Equal("""{"id":"a","brand":{"name":"A","since":1999},"tags":[3],"new":{"y":1}}""", patched[0].Text());
        Assert.Equal("$.id: there is no item \"none\". Write the whole item first.", patched[1].Faults.Single().ToString());
        Assert.Equal(patched[0].Text(), (await Store.ReadAsync("shop", ["a"], default))[0].Text());
        Assert.False((await Store.PatchAsync("nowhere", [Item("a")], default)).Single().Ok);
    }

    [Fact]
    public async Task Two_patches_of_one_item_both_count()
    {
        await Store.PutAsync("shop", [Item("a")], default);
        var patched = await Store.PatchAsync("shop", [Item("a", "\"x\":1"), Item("a", "\"y\":\"사과\"")], default);
        Assert.Equal("""{"id":"a","x":1,"y":"사과"}""", patched[1].Text());
        Assert.True(patched[1].Value.Version > patched[0].Value.Version);
    }

    [Fact]
    public async Task A_patch_that_lets_an_item_grow_too_large_changes_nothing_and_costs_no_other()
    {
        static string Text(char c) => $"\"{c}\":\"{new string(c, 40_000)}\"";
        await Store.PutAsync("shop", [Item("a", Text('x')), Item("b")], default);
        var patched = await Store.PatchAsync("shop", [Item("a", Text('y')), Item("b", Text('y')), Item("a", "\"x\":null," + Text('y'))], default);
        Assert.Equal("$: the item would have 80024 bytes, more than 65536. Remove attributes by null, or send less.", patched[0].Faults.Single().ToString());
        Assert.True(patched[1].Ok);
        var read = await Store.ReadAsync("shop", ["a", "b"], default);
        Assert.Equal((patched[2].Text(), patched[1].Text()), (read[0].Text(), read[1].Text()));
    }

    [Fact]
    public async Task A_deleted_item_is_gone_and_its_tombstone_is_newer()
    {
        var written = await Store.PutAsync("shop", [Item("a"), Item("b")], default);
        var gone = await Store.DeleteAsync("shop", "a", default);
        Assert.True(gone is { Deleted: true } && gone.Value.Version > written[1].Version);
        Assert.Null(await Store.DeleteAsync("shop", "a", default));
        Assert.Null(await Store.DeleteAsync("nowhere", "a", default));
        Assert.Equal(["b"], (await Store.ReadAllAsync("shop", default).ToListAsync()).Select(i => i.Id));
    }

    [Fact]
    public async Task Catalogs_are_worlds_of_their_own()
    {
        await Store.PutAsync("shop", [Item("a", "\"x\":1")], default);
        await Store.PutAsync("news", [Item("a", "\"x\":2")], default);
        await Store.DeleteAsync("shop", "a", default);
        Assert.Equal("""{"id":"a","x":2}""", (await Store.ReadAsync("news", ["a"], default))[0].Text());
        Assert.Empty(await Store.ReadAllAsync("shop", default).ToListAsync());
        Assert.Empty(await Store.ReadAllAsync("nowhere", default).ToListAsync());
        Assert.Equal(["news", "shop"], (await Store.ReadCatalogsAsync(default)).Select(c => c.Name).Order());
    }

    [Fact]
    public async Task A_definition_reads_as_it_was_put()
    {
        var definition = Define("shop", ("price", AttributeType.Number), ("brand.name", AttributeType.Text), ("tags", AttributeType.List), ("drop\"; --", AttributeType.Time));
        await Store.PutCatalogAsync(definition, default);
        var read = Assert.Single(await Store.ReadCatalogsAsync(default));
        Assert.Equal(definition.Name, read.Name);
        Assert.Equal(definition.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal), read.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Declaring_anew_indexes_the_items_that_are_there()
    {
        await Store.PutAsync("shop", [Item("a", "\"price\":1,\"tag\":\"x\""), Item("b", "\"price\":2"), Item("c", "\"price\":\"3\"")], default);
        await Store.PutCatalogAsync(Define("shop", ("price", AttributeType.Number)), default);
        Assert.Equal(["b"], await Find(More("price", AttributeType.Number, 1)));
        await Store.PutCatalogAsync(Define("shop", ("tag", AttributeType.Text), ("price", AttributeType.Number)), default);
        Assert.Equal(["a", "b"], await Find(More("price", AttributeType.Number, 0)));
        Assert.Equal(["a"], await Find(Is("tag", "x")));
        await Store.PutAsync("shop", [Item("b", "\"price\":2,\"tag\":\"x\"")], default);
        await Store.DeleteAsync("shop", "a", default);
        Assert.Equal(["b"], await Find(Is("tag", "x")));
    }

    [Fact]
    public async Task A_query_orders_by_its_key_nulls_last_and_ties_by_id()
    {
        await Store.PutCatalogAsync(Define("shop", ("price", AttributeType.Number), ("tag", AttributeType.Text)), default);
        await Store.PutAsync("shop", [Item("d", "\"price\":1"), Item("b", "\"price\":2"), Item("a"), Item("c", "\"price\":1")], default);
        var all = new StoreQuery(new StoreCondition.Constant(true), new StoreOperand.Attribute("price", AttributeType.Number));
        Assert.Equal(["c", "d", "b", "a"], await Store.QueryAsync("shop", all, 10, default));
        Assert.Equal(["c", "d"], await Store.QueryAsync("shop", all, 2, default));
        Assert.Equal(["a", "b", "c", "d"], await Store.QueryAsync("shop", all with { OrderBy = null }, 10, default));
        Assert.Empty(await Store.QueryAsync("nowhere", all, 10, default));
    }

    [Fact]
    public async Task Everything_reads_while_writers_write()
    {
        await Store.PutAsync("shop", [.. Enumerable.Range(0, 500).Select(i => Item("i" + i, "\"n\":0"))], default);
        var writing = Task.Run(async () =>
        {
            for (var n = 1; n <= 20; n++) await Store.PutAsync("shop", [.. Enumerable.Range(0, 500).Select(i => Item("i" + i, $"\"n\":{n}"))], default);
        });
        while (!writing.IsCompleted)
        {
            var all = await Store.ReadAllAsync("shop", default).ToListAsync();
            Assert.Equal(500, all.Count);
            Assert.Single(all.Select(i => System.Text.Encoding.UTF8.GetString(i.Json.Span).Split("\"n\":")[1]).Distinct());
        }
        await writing;
    }

    private async Task<IReadOnlyList<string>> Find(StoreCondition where) => await Store.QueryAsync("shop", new StoreQuery(where, null), 100, default);

    private static StoreCondition.Compare More(string path, AttributeType type, double than) =>
        new(ComparisonOperator.Greater, new StoreOperand.Attribute(path, type), new StoreOperand.Constant(Value.Of(than)));

    private static StoreCondition.Compare Is(string path, string text) =>
        new(ComparisonOperator.Equal, new StoreOperand.Attribute(path, AttributeType.Text), new StoreOperand.Constant(Value.Of(text)));
}
