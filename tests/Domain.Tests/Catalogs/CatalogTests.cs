using System.Collections.Frozen;
using System.Text;
using Reco.Domain.Catalogs;

namespace Reco.Domain.Tests.Catalogs;

public sealed class CatalogTests
{
    private static readonly CatalogDefinition Shop = new("default", new Dictionary<string, AttributeType>
    {
        ["price"] = AttributeType.Number,
        ["status"] = AttributeType.Text,
        ["ripe"] = AttributeType.Boolean,
        ["createdAt"] = AttributeType.Time,
        ["tags"] = AttributeType.List,
        ["brand.name"] = AttributeType.Text,
    }.ToFrozenDictionary());

    private static ItemDocument Item(string id, long version, string json) => new(id, Encoding.UTF8.GetBytes(json), version);

    [Fact]
    public async Task A_filling_in_blocks_gives_all_items_and_leaves_what_was_reserved_meanwhile_unfilled()
    {
        var catalog = new Catalog(CatalogDefinition.Empty("shop"));
        var early = catalog.Reserve("early");
        ColumnRef late = default;
        await catalog.FillAsync(Documents(), default);
        Assert.Equal(["late"], catalog.Unfilled);
        Assert.Equal(10_000, catalog.Current.Count);
        for (var i = 0; i < 10_000; i += 1_111) Assert.Equal(i, catalog.Current.Values[early.Slot][i].AsNumber);
        await catalog.FillAsync(Documents(), default);
        Assert.Empty(catalog.Unfilled);
        Assert.Equal((10_000, -7.0), (catalog.Current.Count, catalog.Current.Values[late.Slot][7].AsNumber));

        async IAsyncEnumerable<ItemDocument> Documents()
        {
            for (var i = 0; i < 10_000; i++)
            {
                if (i == 5_000) late = catalog.Reserve("late");
                yield return Item($"{i}", i + 1, $$"""{"id":"{{i}}","early":{{i}},"late":{{-i}}}""");
            }
            await Task.CompletedTask;
        }
    }

    [Fact]
    public void Declared_attributes_are_typed_and_a_wrong_type_is_null()
    {
        var catalog = new Catalog(Shop);
        catalog.Apply([
            Item("a", 1, """{"id":"a","price":2.5,"status":"OK","ripe":true,"createdAt":"2026-01-02T00:00:00Z","tags":["red","sweet"],"brand":{"name":"Farm"}}"""),
            Item("b", 2, """{"id":"b","price":"2.5","status":7,"ripe":"yes","createdAt":"soon","tags":"red","brand":"Farm"}""")]);

        var items = catalog.Current;
        Assert.Equal(2.5, items.Numbers[catalog.Reserve("price").Slot][0]);
        Assert.Equal("OK", items.Codes.Text(items.Texts[catalog.Reserve("status").Slot][0]));
        Assert.Equal("Farm", items.Codes.Text(items.Texts[catalog.Reserve("brand.name").Slot][0]));
        Assert.Equal(2, items.Booleans[catalog.Reserve("ripe").Slot][0]);
        Assert.Equal(1767312000, items.Numbers[catalog.Reserve("createdAt").Slot][0]);
        Assert.Equal("[red, sweet]", items.Values[catalog.Reserve("tags").Slot][0].ToString());

        Assert.True(double.IsNaN(items.Numbers[catalog.Reserve("price").Slot][1]));
        Assert.Equal(0, items.Texts[catalog.Reserve("status").Slot][1]);
        Assert.Equal(0, items.Texts[catalog.Reserve("brand.name").Slot][1]);
        Assert.Equal(0, items.Booleans[catalog.Reserve("ripe").Slot][1]);
        Assert.True(double.IsNaN(items.Numbers[catalog.Reserve("createdAt").Slot][1]));
        Assert.True(items.Values[catalog.Reserve("tags").Slot][1].IsNull);
    }

    [Fact]
    public void A_reserved_column_is_unfilled_until_all_documents_were_read()
    {
        var catalog = new Catalog(Shop);
        catalog.Apply([Item("a", 1, """{"id":"a","colour":"red"}""")]);
        var colour = catalog.Reserve("colour");
        Assert.Equal(["colour"], catalog.Unfilled);

        catalog.Fill([Item("a", 1, """{"id":"a","colour":"red"}""")]);
        Assert.Empty(catalog.Unfilled);
        Assert.Equal("red", catalog.Current.Values[colour.Slot][0].AsText);
    }

    [Fact]
    public void The_newest_version_wins_whatever_the_order_of_arrival()
    {
        var catalog = new Catalog(Shop);
        var price = catalog.Reserve("price").Slot;
        catalog.Apply([Item("a", 3, """{"id":"a","price":3}""")]);
        catalog.Apply([Item("a", 2, """{"id":"a","price":2}""")]);
        Assert.Equal((3, 1), (catalog.Current.Numbers[price][0], catalog.Current.Count));

        catalog.Apply([new ItemDocument("a", default, 5)]);
        catalog.Apply([Item("a", 4, """{"id":"a","price":4}""")]);
        Assert.False(catalog.Current.Has(0));
        Assert.Equal(0, catalog.Current.Count);

        catalog.Apply([Item("a", 6, """{"id":"a","price":6}""")]);
        Assert.True(catalog.Current.Has(0));
        Assert.Equal((6, 1), (catalog.Current.Numbers[price][0], catalog.Current.Count));
    }

    [Fact]
    public void A_snapshot_does_not_change_under_a_request()
    {
        var catalog = new Catalog(Shop);
        catalog.Apply([Item("a", 1, """{"id":"a","status":"OK"}""")]);
        var before = catalog.Current;
        catalog.Apply([Item("a", 2, """{"id":"a","status":"SOLD_OUT"}"""), Item("b", 3, """{"id":"b","status":"OK"}""")]);

        var status = catalog.Reserve("status").Slot;
        Assert.Equal(("OK", 1), (before.Codes.Text(before.Texts[status][0]), before.Count));
        Assert.False(before.Has(1));
        Assert.Equal(("SOLD_OUT", 2), (catalog.Current.Codes.Text(catalog.Current.Texts[status][0]), catalog.Current.Count));
    }
}
