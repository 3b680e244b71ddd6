namespace Reco.Functions.Tests.Recommend;

public class RecommendTests(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public async Task A_page_is_finished()
    {
        var reply = await shop.GetAsync("/api/recommend/grocery/fruit?user=u1");
        var page = reply.Json();
        Assert.Equal((200, "application/json"), (reply.Status, reply.Type));
        Assert.Equal("""[{"id":"apple","title":"Apple","price":3},{"id":"banana","title":"Banana","price":2},{"id":"elderberry","title":"Elderberry","price":5}]""", page.GetProperty("items").GetRawText());
        Assert.Equal(("grocery/fruit", "A"), (page.GetProperty("rule").GetString(), page.GetProperty("bucket").GetString()));
        Assert.Matches("^[0-9a-z]{26}\\.1\\.A$", page.GetProperty("requestId").GetString());
        Assert.False(page.TryGetProperty("explain", out _));
    }

    [Fact]
    public async Task Pages_go_on_by_cursor()
    {
        var first = await shop.GetAsync("/api/recommend/grocery/fruit?user=u1&limit=2");
        Assert.Equal(["apple", "banana"], first.Ids());
        var cursor = Uri.EscapeDataString(first.Json().GetProperty("cursor").GetString()!);
        Assert.Equal(["elderberry"], (await shop.GetAsync($"/api/recommend/grocery/fruit?user=u1&limit=2&cursor={cursor}")).Ids());
        Assert.Equal(400, (await shop.GetAsync($"/api/recommend/grocery/fruit?user=u2&limit=2&cursor={cursor}")).Status);
    }

    [Fact]
    public async Task An_unknown_rule_is_404_with_the_nearest_name() => Assert.Equal(
        """404 {"title":"Not Found","status":404,"detail":"There is no rule grocery/friut. Did you mean \"grocery/fruit\"?"}""",
        (await shop.GetAsync("/api/recommend/grocery/friut?user=u1")).ToString());

    [Fact]
    public async Task Every_fault_of_the_query_is_told_at_once()
    {
        var reply = await shop.GetAsync("/api/recommend/grocery/fruit?user=u1&user=u2&limt=3&limit=0&explain=1&context.a=1&context.a=2&item=%FF&bucket=B&context.=1");
        Assert.Equal((400, "application/problem+json"), (reply.Status, reply.Type));
        Assert.Equal(
            [
                "user: given twice. Give it once.",
                "limt: unknown parameter. Did you mean \"limit\"?",
                "context.a: given twice. Give it once.",
                "item: not valid percent-encoded UTF-8. Encode the value with the encoder of your language.",
                "bucket: unknown parameter. Known: user, item, limit, cursor, explain, context.NAME.",
                "context.: unknown parameter. Known: user, item, limit, cursor, explain, context.NAME.",
                "limit: must be a whole number from 1 to 200.",
                "explain: must be true or false.",
            ],
            reply.Faults());
        Assert.Equal("8 faults in the request.", reply.Json().GetProperty("detail").GetString());
    }

    [Fact]
    public async Task What_the_rule_needs_is_told()
    {
        var reply = await shop.GetAsync("/api/recommend/grocery/goes-with?user=");
        Assert.Equal(400, reply.Status);
        Assert.Equal(2, reply.Faults().Length);
    }

    [Fact]
    public async Task Ids_are_bounded()
    {
        var reply = await shop.GetAsync($"/api/recommend/grocery/fruit?user={new string('x', 257)}&item={string.Join("&item=", Enumerable.Range(0, 101))}");
        Assert.Equal(["user: longer than 256 bytes. Use a shorter one.", "item: at most 100 items are allowed, not 101."], reply.Faults());
    }

    [Fact]
    public async Task A_host_key_is_no_parameter() => Assert.Equal(200, (await shop.GetAsync("/api/recommend/grocery/fruit?code=abc")).Status);

    [Fact]
    public async Task Explains_on_demand()
    {
        var explain = (await shop.GetAsync("/api/recommend/grocery/fruit?explain=true")).Json().GetProperty("explain").GetRawText();
        Assert.Contains("cherry", explain);
        Assert.Contains("\"text\":\"@item.status == 'OK'\"", explain);
    }

    [Fact]
    public async Task Is_shed_when_too_much_is_in_progress()
    {
        var admission = Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<Functions.Http.Admission>(shop.Services);
        Assert.True(admission.TryEnter(512));
        var reply = await shop.GetAsync("/api/recommend/grocery/fruit");
        admission.Leave(512);
        Assert.Equal("""429 {"title":"Too Many Requests","status":429,"detail":"Too many calls are in progress. Try again in a second."}""", reply.ToString());
        Assert.Equal("1", reply.RetryAfter);
    }
}
