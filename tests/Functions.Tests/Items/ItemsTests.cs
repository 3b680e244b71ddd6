namespace Reco.Functions.Tests.Items;

public class ItemsTests(Shop shop) : IClassFixture<Shop>
{
    private const string Lines = "application/x-ndjson";

    [Fact]
    public async Task An_item_is_kept_compact_and_whole()
    {
        Assert.Equal("200 {\"accepted\":1,\"rejected\":[]}", (await shop.PutAsync("/api/items", """{ "title" : "사과 <b>", "n": 1.50, "id": "x1", "o": { "a": [ null ] } }""")).ToString());
        Assert.Equal("""200 {"id":"x1","title":"사과 <b>","n":1.50,"o":{"a":[null]}}""", (await shop.GetAsync("/api/items/x1")).ToString());
    }

    [Fact]
    public async Task Rows_are_taken_and_rejected_one_by_one()
    {
        var reply = await shop.PutAsync("/api/items", """
            [ { "id": "r1" }, 5, { "title": "no id" }, { "id": "" }, { "id": "r2", "popularity": 3 }, { "id": "r3", "a": 1, "a": 2 }, { "id": 7 }, { "id": "r4", "t": "\udc00" }, { "id": "r5" } ]
            """);
        Assert.Equal(207, reply.Status);
        var rejected = reply.Json().GetProperty("rejected").EnumerateArray().Select(r =>
            $"{r.GetProperty("index")} {string.Join(' ', r.GetProperty("errors").EnumerateArray().Select(e => $"{e.GetProperty("path").GetString()}: {e.GetProperty("problem").GetString()}"))}");
        Assert.Equal(
            [
                "1 $: must be an object, not 5", "2 $: \"id\" is missing", "3 $.id: must not be empty", "4 $.popularity: the name is reserved for the server's own count",
                "5 $.a: stands twice", "6 $.id: must be a text, not 7", "7 $.t: the text is not valid Unicode",
            ],
            rejected);
        Assert.Equal(2, reply.Json().GetProperty("accepted").GetInt32());
        Assert.Equal(200, (await shop.GetAsync("/api/items/r5")).Status);
    }

    [Fact]
    public async Task When_every_row_is_rejected_it_is_400() => Assert.Equal(
        """400 {"title":"Bad Request","status":400,"detail":"Every row was rejected; nothing was taken.","accepted":0,"rejected":[{"index":0,"errors":[{"path":"$","problem":"\"id\" is missing"}]}]}""",
        (await shop.PutAsync("/api/items", "[{}]")).ToString());

    [Fact]
    public async Task Lines_are_streamed_in_blocks_and_long_ones_passed_over()
    {
        var lines = Enumerable.Range(0, 1200).Select(i => i switch
        {
            700 => $$"""{"id":"n700","t":"{{new string('x', 70_000)}}"}""",
            900 => "{",
            _ => $$"""{"id":"n{{i}}"}""",
        });
        var reply = await shop.PutAsync("/api/items", string.Join("\r\n", lines) + "\n\n", Lines);
        Assert.Equal("""
            207 {"accepted":1198,"rejected":[{"index":700,"errors":[{"path":"$","problem":"larger than 65536 bytes","fix":"Send less at once."}]},{"index":900,"errors":[{"path":"$","problem":"not valid JSON (line 1, byte 2)","fix":"Check commas, quotes and brackets there."}]}]}
            """, reply.ToString());
        Assert.Equal(200, (await shop.GetAsync("/api/items/n1199")).Status);
    }

    [Fact]
    public async Task A_patch_merges_and_serves_at_once()
    {
        await shop.PutAsync("/api/items", """{ "id": "p1", "title": "P", "price": 1, "status": "OK" }""");
        await shop.PutAsync("/api/rules/grocery/patched", """{ "service": "grocery", "name": "patched", "candidates": [ { "items": ["p1"] } ], "filters": ["@item.status == 'OK'"] }""");
        Assert.Equal(["p1"], (await shop.GetAsync("/api/recommend/grocery/patched")).Ids());
        var reply = await shop.PatchAsync("/api/items", """[ { "id": "p1", "status": "SOLD_OUT", "title": null }, { "id": "p2", "status": "OK" } ]""");
        Assert.Equal("""207 {"accepted":1,"rejected":[{"index":1,"errors":[{"path":"$.id","problem":"there is no item \"p2\"","fix":"Write the whole item first."}]}]}""", reply.ToString());
        Assert.Empty((await shop.GetAsync("/api/recommend/grocery/patched")).Ids());
        Assert.Equal("""200 {"id":"p1","price":1,"status":"SOLD_OUT"}""", (await shop.GetAsync("/api/items/p1")).ToString());
    }

    [Fact]
    public async Task A_patch_that_lets_an_item_grow_too_large_is_a_rejected_row()
    {
        await shop.PutAsync("/api/items", $$"""{ "id": "large", "a": "{{new string('a', 40_000)}}" }""");
        var reply = await shop.PatchAsync("/api/items", $$"""[ { "id": "large", "b": "{{new string('b', 40_000)}}" }, { "id": "large", "price": 2 } ]""");
        Assert.Equal("""207 {"accepted":1,"rejected":[{"index":0,"errors":[{"path":"$","problem":"the item would have 80028 bytes, more than 65536","fix":"Remove attributes by null, or send less."}]}]}""", reply.ToString());
        Assert.Equal(["a", "id", "price"], (await shop.GetAsync("/api/items/large")).Json().EnumerateObject().Select(p => p.Name).Order());
    }

    [Fact]
    public async Task Any_id_can_be_addressed()
    {
        foreach (var id in new[] { "a/b", "a%2Fb", "사과 1+1", "...", "?#&", "~" })
        {
            Assert.Equal(200, (await shop.PutAsync("/api/items", System.Text.Json.JsonSerializer.Serialize(new { id }))).Status);
            var address = "/api/items/" + Uri.EscapeDataString(id);
            Assert.Equal(id, (await shop.GetAsync(address)).Json().GetProperty("id").GetString());
            Assert.Equal("204", (await shop.DeleteAsync(address)).ToString());
            Assert.Equal(404, (await shop.GetAsync(address)).Status);
            Assert.Equal(404, (await shop.DeleteAsync(address)).Status);
        }
    }

    [Fact]
    public async Task Too_many_rows_are_refused_whole() => Assert.Equal(
        ["$: more than 1000 rows. Send fewer, or NDJSON (application/x-ndjson), which is streamed."],
        (await shop.PutAsync("/api/items", $"[{string.Join(',', Enumerable.Repeat("{\"id\":\"a\"}", 1001))}]")).Faults());

    [Fact]
    public async Task An_unknown_catalog_or_parameter_is_told()
    {
        Assert.Equal("404 {\"title\":\"Not Found\",\"status\":404,\"detail\":\"There is no catalog defalt. Did you mean \\\"default\\\"?\"}", (await shop.GetAsync("/api/items/a?catalog=defalt")).ToString());
        Assert.Equal(["catlog: unknown parameter. Did you mean \"catalog\"?"], (await shop.GetAsync("/api/items/a?catlog=default")).Faults());
        Assert.Equal(415, (await shop.PutAsync("/api/items", "{}", "text/plain")).Status);
        Assert.Equal(405, (await shop.PostAsync("/api/items", "{}")).Status);
    }
}
