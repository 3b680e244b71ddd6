namespace Reco.Functions.Tests;

/// <summary>A server with a small shop: five items, a declared catalog and two rules.</summary>
public class Shop : RunningServer
{
    public const string Fruit = """
        { "service": "grocery", "name": "fruit",
          "params": { "maxPrice": 10 },
          "candidates": [ { "items": ["apple", "banana", "cherry", "durian", "elderberry"] } ],
          "filters": [ "@item.status == 'OK'", "@item.price <= params.maxPrice" ],
          "limit": 3, "fields": ["id", "title", "price"],
          "buckets": [ { "name": "A", "share": 99.999999 }, { "name": "B", "share": 0.000001, "set": { "params": { "maxPrice": 100 } } } ] }
        """;

    public const string GoesWith = """
        { "service": "grocery", "name": "goes-with", "needs": ["user", "item"],
          "candidates": [ { "related": "goes-with", "to": "@request.items" } ], "fields": ["id"] }
        """;

    protected override async Task SeedAsync()
    {
        Assert.Equal(200, (await PutAsync("/api/catalogs/default", """{ "attributes": { "price": "number", "status": "text" } }""")).Status);
        Assert.Equal(200, (await PutAsync("/api/items", """
            [ { "id": "apple", "title": "Apple", "price": 3, "status": "OK" }, { "id": "banana", "title": "Banana", "price": 2, "status": "OK" },
              { "id": "cherry", "title": "Cherry", "price": 9, "status": "SOLD_OUT" }, { "id": "durian", "title": "Durian", "price": 90, "status": "OK" },
              { "id": "elderberry", "title": "Elderberry", "price": 5, "status": "OK" } ]
            """)).Status);
        Assert.Equal("201 {\"rule\":\"grocery/fruit\",\"version\":1}", $"{await PutAsync("/api/rules/grocery/fruit", Fruit)}");
        Assert.Equal(201, (await PutAsync("/api/rules/grocery/goes-with", GoesWith)).Status);
    }
}
