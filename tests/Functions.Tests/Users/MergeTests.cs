namespace Reco.Functions.Tests.Users;

public class MergeTests(Shop shop) : IClassFixture<Shop>
{
    private Task<Reply> MergeAsync(string into, string from) => shop.PostAsync($"/api/users/{into}/merge", $$"""{ "from": "{{from}}" }""");

    private Task ViewAsync(string user, string item) => shop.PostAsync("/api/interactions", $$"""{ "user": "{{user}}", "item": "{{item}}", "type": "view" }""");

    private async Task<string[]> ViewsAsync(string user) =>
        [.. (await shop.GetAsync($"/api/users/{user}")).Json().GetProperty("history").GetProperty("view").EnumerateArray().Select(e => e.GetProperty("item").GetString()!)];

    [Fact]
    public async Task A_visitor_becomes_the_account_under_both_names()
    {
        await ViewAsync("visit/1", "apple");
        await ViewAsync("kim", "pear");
        Assert.Equal("""200 {"user":"kim","from":"visit/1","catalog":"default","merged":true}""", (await MergeAsync("kim", "visit/1")).ToString());
        Assert.Equal("""200 {"user":"kim","from":"visit/1","catalog":"default","merged":false}""", (await MergeAsync("kim", "visit/1")).ToString());
        await ViewAsync("visit/1", "fig");
        Assert.Equal("fig", (await ViewsAsync("kim"))[0]);
        Assert.Equal(["apple", "fig", "pear"], (await ViewsAsync("kim")).Order(StringComparer.Ordinal));
        var export = (await shop.GetAsync("/api/users/visit%2F1")).Json();
        Assert.Equal(("kim", """["visit/1"]""", 3), (export.GetProperty("id").GetString(), export.GetProperty("mergedNames").GetRawText(), export.GetProperty("log").GetArrayLength()));
        Assert.Equal(1, (await shop.DeleteAsync("/api/users/visit%2F1")).Json().GetProperty("mergedNames").GetArrayLength());
        Assert.Equal(404, (await shop.GetAsync("/api/users/kim")).Status);
        await ViewAsync("kim", "plum");
        Assert.Equal(["plum"], await ViewsAsync("kim"));
    }

    [Fact]
    public async Task Users_that_nobody_knows_can_be_merged()
    {
        Assert.Equal(200, (await MergeAsync("new-account", "new-visitor")).Status);
        await ViewAsync("new-visitor", "apple");
        Assert.Equal(["apple"], await ViewsAsync("new-account"));
    }

    [Fact]
    public async Task What_can_not_be_merged_is_told()
    {
        await MergeAsync("b", "a");
        Assert.Equal(
            """409 {"title":"Conflict","status":409,"detail":"a was merged into b before: they are one, and b is the name that stays."}""", (await MergeAsync("a", "b")).ToString());
        var other = await MergeAsync("c", "a");
        Assert.Equal(409, other.Status);
        Assert.Contains("a was merged into b before, and what two people did can't be taken apart.", other.Body, StringComparison.Ordinal);
        Assert.Equal(["$.from: the same user as the address names. Name the one that shall be merged into it."], (await MergeAsync("b", "b")).Faults());
    }

    [Theory]
    [InlineData("{}", "$: \"from\" is missing.")]
    [InlineData("[]", "$: must be an object, not a list.")]
    [InlineData("""{ "from": 7 }""", "$.from: must be a text, not 7. Write it in quotes: \"7\".")]
    [InlineData("""{ "from": "", "form": 1, "x": 2 }""", "$.from: must not be empty.", "$.form: unknown property. Did you mean \"from\"?", "$.x: unknown property. Known: from.")]
    public async Task A_wrong_body_is_told_with_all_faults(string body, params string[] faults)
    {
        var reply = await shop.PostAsync("/api/users/kim/merge", body);
        Assert.Equal(400, reply.Status);
        Assert.Equal(faults, reply.Faults());
    }

    [Fact]
    public async Task A_wrong_address_is_told()
    {
        Assert.Equal(415, (await shop.PostAsync("/api/users/kim/merge", "{}", "text/plain")).Status);
        Assert.Equal(404, (await shop.PostAsync("/api/users/kim/merge?catalog=nowhere", """{ "from": "a" }""")).Status);
        Assert.Equal(["catalgo: unknown parameter. Did you mean \"catalog\"?"], (await shop.PostAsync("/api/users/kim/merge?catalgo=x", """{ "from": "a" }""")).Faults());
        Assert.Equal(["id: longer than 256 bytes. Use a shorter one."], (await shop.PostAsync($"/api/users/{new string('x', 257)}/merge", """{ "from": "a" }""")).Faults());
        Assert.Equal(405, (await shop.GetAsync("/api/users/kim/merge")).Status);
    }

    [Fact]
    public async Task An_export_shows_requests_and_pages_that_are_kept_and_a_receipt_counts_them()
    {
        await ViewAsync("sampled", "apple");
        await shop.GetAsync("/api/recommend/grocery/fruit?user=sampled&limit=3&context.device=tv");
        var export = (await shop.GetAsync("/api/users/sampled")).Json();
        Assert.Equal("""[{"rule":"grocery/fruit","user":"sampled","limit":3,"context":{"device":"tv"}}]""", export.GetProperty("requests").GetRawText());
        Assert.Equal("grocery/fruit", Assert.Single(export.GetProperty("pages").EnumerateArray()).GetProperty("rule").GetString());
        var forgotten = (await shop.DeleteAsync("/api/users/sampled")).Json().GetProperty("forgotten");
        Assert.Equal((1, 1), (forgotten.GetProperty("requests").GetInt32(), forgotten.GetProperty("pages").GetInt32()));
    }
}
