namespace Reco.Functions.Tests.Recommend;

public class BatchTests(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public async Task Answers_in_order_with_problems_in_their_place()
    {
        var reply = await shop.PostAsync("/api/recommend", """
            { "distinct": true, "calls": [
              { "service": "grocery", "rule": "fruit", "user": "u1", "limit": 2, "context": { "device": "phone", "n": 1, "b": true, "nothing": null } },
              { "service": "grocery", "rule": "nope" },
              { "service": "grocery", "rule": "fruit", "usr": "u1", "limit": 201, "item": [1] },
              { "service": "grocery", "rule": "goes-with" },
              { "service": "grocery", "rule": "fruit", "item": ["apple", "banana"], "limit": 2 } ] }
            """);
        Assert.Equal(200, reply.Status);
        var results = reply.Json().GetProperty("results").EnumerateArray().Select(r => r.TryGetProperty("items", out var items)
            ? string.Join(',', items.EnumerateArray().Select(i => i.GetProperty("id").GetString()))
            : r.GetProperty("status").GetInt32() + (r.TryGetProperty("errors", out var errors) ? ": " + string.Join(' ', errors.EnumerateArray().Select(e => e.GetProperty("path").GetString())) : "")).ToArray();
        string[] ids = [.. reply.Json().GetProperty("results").EnumerateArray().Where(r => r.TryGetProperty("items", out _)).Select(r => r.GetProperty("requestId").GetString()!)];
        Assert.All(ids, id => Assert.Matches("^[0-9a-z]{26}\\.1\\.A$", id));
        Assert.Equal(2, ids.Distinct().Count());
        Assert.Equal(["apple,banana", "404", "400: $.calls[2].usr $.calls[2].limit $.calls[2].item[0]", "400: user item", "elderberry"], results);
    }

    [Theory]
    [InlineData("[]", "$: must be an object, not a list.")]
    [InlineData("{}", "$: \"calls\" is missing.")]
    [InlineData("{\"calls\":[],\"distict\":true}", "$.calls: the list is empty. Write at least one.|$.distict: unknown property. Did you mean \"distinct\"?")]
    [InlineData("{\"calls\":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21]}", "$.calls: at most 20 calls are allowed, not 21.")]
    [InlineData("{\"calls\":[1],\"calls\":[2]}", "$.calls: stands twice. Keep one of them.")]
    [InlineData("{\"calls\":[1],}", "$: not valid JSON (line 1, byte 14). Check commas, quotes and brackets there.")]
    [InlineData("", "$: not valid JSON (line 1, byte 1). Check commas, quotes and brackets there.")]
    [InlineData("{\"calls\":[\"\\ud800\"]}", "$.calls[0]: the text is not valid Unicode. Remove the lone surrogate.")]
    public async Task A_batch_that_cannot_be_read_is_400(string body, string faults)
    {
        var reply = await shop.PostAsync("/api/recommend", body);
        Assert.Equal(400, reply.Status);
        Assert.Equal(faults, string.Join('|', reply.Faults()));
    }

    [Fact]
    public async Task Another_content_type_is_415() => Assert.Equal(
        """415 {"title":"Unsupported Media Type","status":415,"detail":"Send Content-Type application/json."}""", (await shop.PostAsync("/api/recommend", "{}", "text/plain")).ToString());

}
