using Microsoft.Extensions.DependencyInjection;
using Reco.Domain.Rules;

namespace Reco.Functions.Tests.Preview;

public class PreviewTests(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public async Task A_preview_takes_any_bucket_and_moment_and_always_explains()
    {
        var reply = await shop.GetAsync("/api/preview/grocery/fruit?bucket=B&now=2026-03-01T12:00:00%2B09:00&explain=false");
        Assert.Equal(["apple", "banana", "durian"], reply.Ids());
        Assert.Matches("^[0-9a-z]{26}\\.1\\.B$", reply.Json().GetProperty("requestId").GetString());
        Assert.True(reply.Json().TryGetProperty("explain", out _));
        Assert.Equal(["now: not a time. Write ISO 8601, such as 2026-03-01T12:00:00Z (a + is sent as %2B)."], (await shop.GetAsync("/api/preview/grocery/fruit?now=noon")).Faults());
        Assert.Equal(["bucket: the rule has no bucket \"C\". Known: A, B."], (await shop.GetAsync("/api/preview/grocery/fruit?bucket=C")).Faults());
    }

    [Fact]
    public async Task Any_revision_is_previewed_whether_it_serves_or_not()
    {
        var first = await PublishAsync("seen", "[\"apple\", \"banana\"]");
        var second = await PublishAsync("seen", "[\"banana\"]");
        Assert.Equal($"apple banana by {first}", await PreviewAsync("seen", first));
        Assert.Equal($"banana by {second}", await PreviewAsync("seen", second));
        var third = (await shop.PostAsync("/api/rules/grocery/seen/rollback", $$"""{ "to": {{first}} }""")).Json().GetProperty("version").GetInt64();
        Assert.Equal($"banana by {second}", await PreviewAsync("seen", second));
        Assert.Equal($"apple banana by {third}", await PreviewAsync("seen", third));
        Assert.Equal(204, (await shop.DeleteAsync("/api/rules/grocery/seen")).Status);
        Assert.Equal($"banana by {second}", await PreviewAsync("seen", second));
        Assert.Equal(404, (await shop.GetAsync("/api/preview/grocery/seen")).Status);
        Assert.Contains($"Revision {third + 1} deleted grocery/seen: it has no document.", (await shop.GetAsync($"/api/preview/grocery/seen?version={third + 1}")).Body);
    }

    [Fact]
    public async Task A_revision_goes_with_bucket_and_moment()
    {
        var revision = (await shop.GetAsync("/api/rules/grocery/fruit/versions")).Json().GetProperty("versions")[0].GetProperty("revision").GetInt64();
        Assert.Equal(["apple", "banana", "durian"], (await shop.GetAsync($"/api/preview/grocery/fruit?bucket=B&now=2026-03-01T12:00:00Z&version={revision}")).Ids());
        Assert.Equal(["bucket: the rule has no bucket \"C\". Known: A, B."], (await shop.GetAsync($"/api/preview/grocery/fruit?bucket=C&version={revision}")).Faults());
    }

    [Fact]
    public async Task A_revision_reads_an_attribute_that_has_no_column_yet()
    {
        await shop.PutAsync("/api/items", """[ { "id": "red", "colour": "red" }, { "id": "green", "colour": "green" } ]""");
        // Published in another process: this one never compiled it.
        var store = shop.Services.GetRequiredService<IRuleStore>();
        var stored = await store.AppendAsync(new("grocery", "coloured", 0, """{ "service": "grocery", "name": "coloured", "candidates": [ { "items": ["red", "green"] } ], "filters": ["@item.colour == 'green'"] }"""u8.ToArray()), 0, default);
        Assert.Equal($"green by {stored!.Revision}", await PreviewAsync("coloured", stored.Revision));
    }

    [Fact]
    public async Task What_is_no_revision_is_told()
    {
        Assert.Equal(["version: must be a revision: a whole number from 1. GET /api/rules/{service}/{rule}/versions lists them."], (await shop.GetAsync("/api/preview/grocery/fruit?version=x")).Faults());
        Assert.Contains("grocery/fruit has no revision 999999. Its newest is ", (await shop.GetAsync("/api/preview/grocery/fruit?version=999999")).Body);
        Assert.Contains("There is no rule grocery/friut. Did you mean \\\"grocery/fruit\\\"?", (await shop.GetAsync("/api/preview/grocery/friut?version=1")).Body);
        var store = shop.Services.GetRequiredService<IRuleStore>();
        var bad = await store.AppendAsync(new("grocery", "broken", 0, """{ "service": "grocery", "name": "broken", "candidates": [] }"""u8.ToArray()), 0, default);
        var reply = await shop.GetAsync($"/api/preview/grocery/broken?version={bad!.Revision}");
        Assert.Equal((422, "$.candidates: the list is empty. Write at least one."), (reply.Status, Assert.Single(reply.Faults())));
    }

    private async Task<long> PublishAsync(string name, string items) =>
        (await shop.PutAsync($"/api/rules/grocery/{name}", $$"""{ "service": "grocery", "name": "{{name}}", "candidates": [ { "items": {{items}} } ] }""")).Json().GetProperty("version").GetInt64();

    private async Task<string> PreviewAsync(string name, long revision)
    {
        var reply = await shop.GetAsync($"/api/preview/grocery/{name}?version={revision}");
        return $"{string.Join(' ', reply.Ids())} by {reply.Json().GetProperty("version")}";
    }
}
