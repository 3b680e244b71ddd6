namespace Reco.Functions.Tests.Interactions;

public class ServedImpressionsTests(Shop shop) : IClassFixture<Shop>
{
    private const string Rule = """
        { "service": "grocery", "name": "NAME", "candidates": [ { "items": ["apple", "banana", "elderberry"] } ], "limit": 2, "fields": ["id"], IMPRESSIONS
          "filters": [ { "drop": "@user.impressions(item.id, '1h') >= 1", "rolling": true } ] }
        """;

    [Fact]
    public async Task A_served_page_is_its_own_impression_when_the_rule_says_so()
    {
        await PublishAsync("served", "\"impressions\": \"served\",");
        Assert.Equal(["apple", "banana"], await AskAsync("served", "s1"));
        // Counted behind the answer; a page that has seen it puts what was shown behind the rest.
        for (var attempt = 0; attempt < 200; attempt++)
        {
            if ((await AskAsync("served", "s1"))[0] == "elderberry") break;
            await Task.Delay(10);
        }
        var profile = (await shop.GetAsync("/api/users/s1")).Json().GetRawText();
        Assert.Contains("\"impression\"", profile, StringComparison.Ordinal);
        Assert.Contains("\"apple\"", profile, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Otherwise_the_page_confirms_what_it_showed()
    {
        await PublishAsync("confirmed", "");
        for (var i = 0; i < 3; i++) Assert.Equal(["apple", "banana"], await AskAsync("confirmed", "s2"));
        Assert.Equal(202, (await shop.PostAsync("/api/interactions", """{ "user": "s2", "item": "apple", "type": "impression" }""")).Status);
        Assert.Equal(["banana", "elderberry"], await AskAsync("confirmed", "s2"));
    }

    [Fact]
    public async Task An_impression_of_a_whole_page_is_one_of_each_item()
    {
        await PublishAsync("whole", "");
        var page = (await shop.GetAsync("/api/recommend/grocery/whole?user=w1")).Json();
        // Without a user, it is the one to whom the page was shown.
        Assert.Equal("""202 {"accepted":1,"duplicates":0,"rejected":[]}""", $"{await ConfirmAsync(page.GetProperty("requestId").GetString()!)}");
        Assert.Equal(["elderberry", "apple"], await AskAsync("whole", "w1"));
        var shown = (await shop.GetAsync("/api/users/w1")).Json().GetProperty("history").GetProperty("impression");
        Assert.Equal(["banana", "apple"], shown.EnumerateArray().Select(e => e.GetProperty("item").GetString()));
    }

    [Fact]
    public async Task A_page_that_was_never_served_can_not_be_confirmed()
    {
        await PublishAsync("forged", "");
        var id = (await shop.GetAsync("/api/recommend/grocery/forged?user=f1")).Json().GetProperty("requestId").GetString()!;
        foreach (var forged in (string[])[$"{id}.A", id.Replace(id[..1], id[0] == 'a' ? "b" : "a", StringComparison.Ordinal), $"{id}1", "x"])
        {
            var reply = await ConfirmAsync(forged);
            Assert.Equal(400, reply.Status);
            Assert.Contains("""[{"index":0,"errors":[{"path":"$.requestId","problem":"no such page is known","fix":"A page is remembered for 30 minutes, """, reply.Body, StringComparison.Ordinal);
        }
        // Another catalog's rows are not about this page.
        Assert.InRange((await shop.PutAsync("/api/catalogs/other", """{ "attributes": {} }""")).Status, 200, 201);
        Assert.Equal(400, (await shop.PostAsync("/api/interactions?catalog=other", $$"""{ "type": "impression", "requestId": "{{id}}" }""")).Status);
        // Nor is a page of somebody who was forgotten.
        Assert.Equal(202, (await ConfirmAsync(id)).Status);
        await shop.DeleteAsync("/api/users/f1");
        Assert.Equal(400, (await ConfirmAsync(id)).Status);
    }

    private Task<Reply> ConfirmAsync(string requestId) => shop.PostAsync("/api/interactions", $$"""{ "type": "impression", "requestId": "{{requestId}}" }""");

    [Fact]
    public async Task Preview_and_strangers_count_nothing()
    {
        await PublishAsync("quiet", "\"impressions\": \"served\",");
        Assert.Equal(200, (await shop.GetAsync("/api/preview/grocery/quiet?user=s3")).Status);
        Assert.Equal(200, (await shop.GetAsync("/api/recommend/grocery/quiet")).Status);
        // The log keeps order, so when this row is folded an impression before it would be too.
        Assert.Equal(202, (await shop.PostAsync("/api/interactions", """{ "user": "s3", "item": "apple", "type": "view" }""")).Status);
        Assert.DoesNotContain("\"impression\"", (await shop.GetAsync("/api/users/s3")).Json().GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_forgotten_is_forgotten_with_the_pages_that_wait()
    {
        await PublishAsync("forgets", "\"impressions\": \"served\",");
        for (var i = 0; i < 20; i++)
        {
            Assert.NotEmpty(await AskAsync("forgets", "s9"));
            Assert.Equal(200, (await shop.DeleteAsync("/api/users/s9")).Status);
            await shop.PostAsync("/api/interactions", """{ "user": "s9", "item": "apple", "type": "view" }""");
            Assert.Equal("[\"view\"]", System.Text.Json.JsonSerializer.Serialize((await shop.GetAsync("/api/users/s9")).Json().GetProperty("history").EnumerateObject().Select(t => t.Name)));
        }
    }

    private async Task PublishAsync(string name, string impressions) => Assert.Equal(201, (await shop.PutAsync($"/api/rules/grocery/{name}",
        Rule.Replace("NAME", name, StringComparison.Ordinal).Replace("IMPRESSIONS", impressions, StringComparison.Ordinal))).Status);

    private async Task<string[]> AskAsync(string rule, string user) => (await shop.GetAsync($"/api/recommend/grocery/{rule}?user={user}")).Ids();
}
