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
    public async Task Preview_and_strangers_count_nothing()
    {
        await PublishAsync("quiet", "\"impressions\": \"served\",");
        Assert.Equal(200, (await shop.GetAsync("/api/preview/grocery/quiet?user=s3")).Status);
        Assert.Equal(200, (await shop.GetAsync("/api/recommend/grocery/quiet")).Status);
        // The log keeps order, so when this row is folded an impression before it would be too.
        Assert.Equal(202, (await shop.PostAsync("/api/interactions", """{ "user": "s3", "item": "apple", "type": "view" }""")).Status);
        Assert.DoesNotContain("impression", (await shop.GetAsync("/api/users/s3")).Json().GetRawText(), StringComparison.Ordinal);
    }

    private async Task PublishAsync(string name, string impressions) => Assert.Equal(201, (await shop.PutAsync($"/api/rules/grocery/{name}",
        Rule.Replace("NAME", name, StringComparison.Ordinal).Replace("IMPRESSIONS", impressions, StringComparison.Ordinal))).Status);

    private async Task<string[]> AskAsync(string rule, string user) => (await shop.GetAsync($"/api/recommend/grocery/{rule}?user={user}")).Ids();
}
