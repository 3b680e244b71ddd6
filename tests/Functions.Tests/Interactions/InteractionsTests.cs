namespace Reco.Functions.Tests.Interactions;

public class InteractionsTests(Shop shop) : IClassFixture<Shop>
{
    private const string Lines = "application/x-ndjson";

    [Fact]
    public async Task A_click_counts_when_it_is_answered()
    {
        Assert.Equal("""202 {"accepted":1,"duplicates":0,"rejected":[]}""", (await shop.PostAsync("/api/interactions", """{ "user": "c1", "item": "apple", "type": "click" }""")).ToString());
        Assert.Equal("apple", (await shop.GetAsync("/api/users/c1")).Json().GetProperty("history").GetProperty("click")[0].GetProperty("item").GetString());
    }

    [Fact]
    public async Task A_retry_is_harmless()
    {
        const string row = """[ { "id": "i1", "user": "c2", "item": "apple", "type": "purchase" } ]""";
        Assert.Equal("""202 {"accepted":1,"duplicates":0,"rejected":[]}""", (await shop.PostAsync("/api/interactions", row)).ToString());
        Assert.Equal("""202 {"accepted":0,"duplicates":1,"rejected":[]}""", (await shop.PostAsync("/api/interactions", row)).ToString());
    }

    [Fact]
    public async Task One_bad_row_never_fails_the_others()
    {
        var reply = await shop.PostAsync("/api/interactions", """[ { "user": "c3", "item": "apple", "type": "view" }, { "user": "c3", "itm": "apple", "type": "vew" } ]""");
        Assert.Equal(207, reply.Status);
        Assert.Equal("1", reply.Json().GetProperty("accepted").GetRawText());
        var rejected = reply.Json().GetProperty("rejected")[0];
        Assert.Equal("1", rejected.GetProperty("index").GetRawText());
        Assert.Equal(["$", "$.itm", "$.type"], rejected.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("path").GetString()));
    }

    [Fact]
    public async Task When_all_rows_are_bad_it_is_400()
    {
        var reply = await shop.PostAsync("/api/interactions", "{}");
        Assert.Equal((400, "application/problem+json"), (reply.Status, reply.Type));
        Assert.Equal("Every row was rejected; nothing was taken.", reply.Json().GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Lines_are_streamed()
    {
        var lines = string.Join('\n', Enumerable.Range(0, 2500).Select(i => i == 2000 ? "oops" : $$"""{"user":"s{{i % 7}}","item":"apple","type":"view"}"""));
        var reply = await shop.PostAsync("/api/interactions", lines, Lines);
        Assert.Equal((207, "2499", "2000"), (reply.Status, reply.Json().GetProperty("accepted").GetRawText(), reply.Json().GetProperty("rejected")[0].GetProperty("index").GetRawText()));
    }

    [Theory]
    [InlineData("", "$: empty. Send an object or an array of them.")]
    [InlineData("[{},]", "$: not valid JSON (line 1, byte 5). Check commas, quotes and brackets there.")]
    [InlineData("[{}] x", "$: not valid JSON (line 1, byte 6). Check commas, quotes and brackets there.")]
    public async Task A_body_that_cannot_be_read_is_400(string body, string fault)
    {
        var reply = await shop.PostAsync("/api/interactions", body);
        Assert.Equal(400, reply.Status);
        if (body.Length == 0) return;
        Assert.Equal([fault], reply.Faults());
    }

    [Fact]
    public async Task Only_json_is_taken() => Assert.Equal(
        """415 {"title":"Unsupported Media Type","status":415,"detail":"Send Content-Type application/json or, for one row per line, application/x-ndjson."}""",
        (await shop.PostAsync("/api/interactions", "{}", "text/plain")).ToString());
}
