namespace Reco.Functions.Tests.Relations;

public class RelationsTests(Shop shop) : IClassFixture<Shop>
{
    private const string Lines = "application/x-ndjson";

    [Fact]
    public async Task A_relation_is_replaced_whole_and_patched_by_key()
    {
        Assert.Equal(200, (await shop.PutAsync("/api/relations/goes-with", """
            {"key":"apple","related":[{"id":"banana","score":0.5},{"id":"elderberry","score":0.9}]}
            {"item":"banana","related":[{"id":"apple","score":1}]}
            """, Lines)).Status);
        Assert.Equal(["elderberry", "banana"], await Page("apple"));
        Assert.Equal("200 {\"accepted\":1,\"rejected\":[]}", (await shop.PatchAsync("/api/relations/goes-with", """[{"key":"apple","related":[{"id":"durian","score":1}]}]""")).ToString());
        Assert.Equal(["durian"], await Page("apple"));
        Assert.Equal(["apple"], await Page("banana"));

        var bad = await shop.PutAsync("/api/relations/goes-with", """
            {"key":"apple","related":[{"id":"cherry","score":1}]}
            {"ky":"apple","related":[{"id":"x","score":"1"},{"id":"x"}]}
            nonsense
            """, Lines);
        Assert.Equal(400, bad.Status);
        Assert.Equal("6 faults in the rows; nothing was switched.", bad.Json().GetProperty("detail").GetString());
        Assert.Equal(
            [
                "row 1: $: \"key\" is missing.", "row 1: $.ky: unknown property. Did you mean \"key\"?", "row 1: $.related[0].score: must be a finite number, not \"1\".",
                "row 1: $.related[1]: \"score\" is missing.", "row 1: $.related[1].id: \"x\" stands twice. Keep one of them.",
                "row 2: $: not valid JSON (line 1, byte 2). Check commas, quotes and brackets there.",
            ],
            bad.Faults());
        Assert.Equal(["durian"], await Page("apple"));
        Assert.Equal(200, (await shop.PutAsync("/api/relations/goes-with", "", Lines)).Status);
        Assert.Empty(await Page("apple"));
    }

    [Fact]
    public async Task Faults_are_bounded()
    {
        var reply = await shop.PutAsync("/api/relations/other", string.Join('\n', Enumerable.Repeat("{}", 5000)), Lines);
        Assert.Equal(100, reply.Faults().Length);
        Assert.Equal("More than 100 faults in the rows; nothing was switched.", reply.Json().GetProperty("detail").GetString());
    }

    private async Task<string[]> Page(string item) => (await shop.GetAsync($"/api/recommend/grocery/goes-with?user=u1&item={item}")).Ids();
}
