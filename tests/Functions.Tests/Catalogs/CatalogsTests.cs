namespace Reco.Functions.Tests.Catalogs;

public class CatalogsTests(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public async Task A_catalog_is_made_listed_and_apart()
    {
        Assert.Equal("""200 {"attributes":{"year":"number"}}""", (await shop.PutAsync("/api/catalogs/films", """{ "attributes": { "year": "number" } }""")).ToString());
        Assert.Equal("""200 {"attributes":{"year":"number"}}""", (await shop.GetAsync("/api/catalogs/films")).ToString());
        Assert.Equal(200, (await shop.PutAsync("/api/items?catalog=films", """{ "id": "heat", "year": 1995 }""")).Status);
        Assert.Equal(404, (await shop.GetAsync("/api/items/heat")).Status);
        Assert.Equal(200, (await shop.GetAsync("/api/items/heat?catalog=films")).Status);
        Assert.Equal("""200 {"catalogs":[{"name":"default","items":5},{"name":"films","items":1}]}""", (await shop.GetAsync("/api/catalogs")).ToString());
        Assert.Equal(404, (await shop.GetAsync("/api/catalogs/film")).Status);
    }

    [Fact]
    public async Task Faults_are_told_and_rules_go_on()
    {
        var reply = await shop.PutAsync("/api/catalogs/default", """{ "attributes": { "price": "nmber", "id": "text" } }""");
        Assert.Equal((422, 2), (reply.Status, reply.Faults().Length));
        var breaking = await shop.PutAsync("/api/catalogs/default", """{ "attributes": { "price": "text", "status": "text" } }""");
        Assert.Equal(422, breaking.Status);
        Assert.StartsWith("grocery/fruit: $.filters[1]", breaking.Faults()[0]);
        Assert.Equal(3, (await shop.GetAsync("/api/recommend/grocery/fruit")).Ids().Length);
        Assert.Equal(415, (await shop.PutAsync("/api/catalogs/default", "{}", "text/plain")).Status);
    }
}
