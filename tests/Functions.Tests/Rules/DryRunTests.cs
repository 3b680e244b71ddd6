using Microsoft.Extensions.DependencyInjection;
using Reco.Functions.Http;

namespace Reco.Functions.Tests.Rules;

public class DryRunTests(DryRunTests.Brands shop) : IClassFixture<DryRunTests.Brands>
{
    /// <summary>Six products of two brands: p1 and p3 are of X.</summary>
    public sealed class Brands : RunningServer
    {
        protected override async Task SeedAsync()
        {
            Assert.Equal(200, (await PutAsync("/api/items", """
                [ { "id": "p1", "brand": "X" }, { "id": "p2", "brand": "Y" }, { "id": "p3", "brand": "X" }, { "id": "p4", "brand": "Y" }, { "id": "p5", "brand": "Y" }, { "id": "p6", "brand": "Y" } ]
                """)).Status);
        }
    }

    private const string WithoutX = "\"filters\": [ { \"drop\": \"@item.brand == 'X'\" } ]";

    [Fact]
    public async Task A_draft_that_drops_a_brand_is_compared_on_the_latest_real_requests()
    {
        await PublishAsync("brands");
        foreach (var query in new[] { "user=ann", "user=bob&limit=1", "user=eve&limit=6" }) Assert.Equal(200, (await shop.GetAsync($"/api/recommend/shop/brands?{query}")).Status);
        var reply = await shop.PostAsync("/api/rules/check", $$"""{ "rule": {{Rule("brands", WithoutX)}}, "last": 100 }""");
        var report = reply.Json();
        Assert.Equal((200, 3, 3), (reply.Status, report.GetProperty("requests").GetInt32(), report.GetProperty("answered").GetInt32()));
        Assert.Equal("[]", report.GetProperty("notes").GetRawText());
        Assert.Equal(
            """
            {"pages":3,"identical":0,"overlap":[{"k":1,"mean":0},{"k":5,"mean":0.3667},{"k":10,"mean":0.3889}],
            "gained":[{"id":"p2","pages":1},{"id":"p5","pages":1},{"id":"p6","pages":1}],"gainedMore":0,"lost":[{"id":"p1","pages":3},{"id":"p3","pages":2}],"lostMore":0,
            "changed":[{"request":1,"overlap":0,"before":{"ids":["p1"]},"after":{"ids":["p2"]}},
            {"request":2,"overlap":0.5,"before":{"ids":["p1","p2","p3","p4"]},"after":{"ids":["p2","p4","p5","p6"]}},
            {"request":0,"overlap":0.6667,"before":{"ids":["p1","p2","p3","p4","p5","p6"]},"after":{"ids":["p2","p4","p5","p6"]}}],"changedMore":0}
            """.ReplaceLineEndings(""),
            report.GetProperty("comparison").GetRawText());
        var (draft, serving) = (report.GetProperty("draft"), report.GetProperty("serving"));
        Assert.Equal((0.3333, 0d), (draft.GetProperty("notFull").GetDouble(), serving.GetProperty("notFull").GetDouble()));
        Assert.Equal(["total", "sources", "merge", "filter", "rank", "arrange", "shape"], draft.GetProperty("ms").EnumerateObject().Select(s => s.Name).Except(["fallback"]));
        Assert.False(draft.TryGetProperty("version", out _));
        Assert.DoesNotContain("ann", reply.Body);
        Assert.Equal(["p1", "p2", "p3", "p4"], (await shop.GetAsync("/api/recommend/shop/brands?user=ann")).Ids());
    }

    [Fact]
    public async Task Batches_are_sampled_and_previews_and_refused_calls_are_not()
    {
        await PublishAsync("sampled", "\"needs\": [\"user\"]");
        await shop.GetAsync("/api/preview/shop/sampled?user=ann");
        await shop.GetAsync("/api/recommend/shop/sampled");
        await shop.PostAsync("/api/recommend", """{ "calls": [ { "service": "shop", "rule": "sampled", "user": "bob" }, { "service": "shop", "rule": "sampled" } ] }""");
        Assert.Equal(1, (await DryRunAsync("sampled", "\"last\": 10")).Json().GetProperty("requests").GetInt32());
    }

    [Fact]
    public async Task A_forgotten_person_is_no_sample()
    {
        await PublishAsync("forgets");
        await shop.GetAsync("/api/recommend/shop/forgets?user=ann&limit=1");
        await shop.GetAsync("/api/recommend/shop/forgets?user=bob&limit=2");
        Assert.Equal(200, (await shop.DeleteAsync("/api/users/ann")).Status);
        var report = (await DryRunAsync("forgets", "\"last\": 10", "\"limit\": 1, " + WithoutX)).Json();
        Assert.Equal(["""["p1","p2"]"""], report.GetProperty("comparison").GetProperty("changed").EnumerateArray().Select(c => c.GetProperty("before").GetProperty("ids").GetRawText()));
    }

    [Fact]
    public async Task Why_there_are_no_samples_is_told()
    {
        await PublishAsync("off", "\"sampling\": 0");
        await shop.GetAsync("/api/recommend/shop/off?user=ann");
        await PublishAsync("quiet");
        Assert.Equal((0, """["The serving revision keeps no requests (\"sampling\": 0). Give requests."]"""), await NotesAsync("off"));
        Assert.Equal((0, """["Nobody has asked for this rule since this instance started."]"""), await NotesAsync("quiet"));
        Assert.Equal((0, """["No revision of this rule serves: the draft is shown alone.","Nobody has asked for this rule since this instance started."]"""), await NotesAsync("unknown"));
    }

    [Fact]
    public async Task Requests_can_be_given_with_bucket_and_moment()
    {
        await PublishAsync("given", "\"buckets\": [ { \"name\": \"A\", \"share\": 100 } ]");
        var report = (await DryRunAsync(
            "given", """ "requests": [ { "bucket": "A" }, { "user": "ann", "bucket": "B", "limit": 2 }, { "bucket": "B", "now": "2020-01-01T00:00:00Z" }, { "user": "bob", "limit": 2 } ] """,
            "\"buckets\": [ { \"name\": \"A\", \"share\": 99.9999 }, { \"name\": \"B\", \"share\": 0.0001, \"set\": { \"filters\": [ \"@now.year > 2020\" ] } } ]"));
        Assert.Equal(200, report.Status);
        Assert.Equal("""{"A":2,"B":2}""", report.Json().GetProperty("draft").GetProperty("buckets").GetRawText());
        Assert.Equal(0.25, report.Json().GetProperty("draft").GetProperty("notFull").GetDouble());
        var serving = report.Json().GetProperty("serving");
        Assert.Equal((2, 2, """{"A":2}"""), (serving.GetProperty("pages").GetInt32(), serving.GetProperty("refused").GetInt32(), serving.GetProperty("buckets").GetRawText()));
        Assert.Equal("""{"request":1,"path":"bucket","problem":"the rule has no bucket \"B\"","fix":"Known: A."}""", serving.GetProperty("faults")[0].GetRawText());
        Assert.Equal((2, 1d), (report.Json().GetProperty("comparison").GetProperty("pages").GetInt32(), report.Json().GetProperty("comparison").GetProperty("identical").GetDouble()));
    }

    [Fact]
    public async Task A_rule_that_does_not_serve_yet_is_shown_alone()
    {
        var report = (await DryRunAsync("new", "\"requests\": [ { \"user\": \"ann\" } ]", WithoutX + ", \"needs\": [\"user\", \"item\"]")).Json();
        Assert.False(report.TryGetProperty("comparison", out _) || report.TryGetProperty("serving", out _));
        Assert.Equal("""[{"request":0,"path":"item","problem":"the rule shop/new needs an item","fix":"Add item=ID."}]""", report.GetProperty("draft").GetProperty("faults").GetRawText());
        Assert.Equal(404, (await shop.GetAsync("/api/recommend/shop/new")).Status);
        Assert.Equal(404, (await shop.GetAsync("/api/rules/shop/new")).Status);
    }

    [Fact]
    public async Task A_draft_reads_an_attribute_that_no_rule_has_read_before()
    {
        await PublishAsync("columns");
        await shop.PatchAsync("/api/items", """[ { "id": "p1", "organic": true } ]""");
        var report = (await DryRunAsync("columns", "\"requests\": [ {} ]", "\"filters\": [ \"@item.organic\" ]")).Json();
        Assert.Equal("""["p1"]""", report.GetProperty("comparison").GetProperty("changed")[0].GetProperty("after").GetProperty("ids").GetRawText());
    }

    [Fact]
    public async Task Popularity_that_begins_with_the_draft_is_noted()
    {
        await PublishAsync("counts");
        var report = (await DryRunAsync("counts", "\"requests\": [ {} ]", "\"fallback\": [ { \"popular\": \"30d\", \"scope\": [\"user.zodiac\"] } ]")).Json();
        Assert.StartsWith("popular \"30d\" by user.zodiac is counted only from when this rule is published", report.GetProperty("notes")[0].GetString());
    }

    [Fact]
    public async Task Faults_of_the_draft_are_told_as_without_requests()
    {
        var bad = Rule("bad", "\"limt\": 3");
        Assert.Equal($"{await shop.PostAsync("/api/rules/check", bad)}", $"{await shop.PostAsync("/api/rules/check", $$"""{ "last": 5, "rule": {{bad}} }""")}");
    }

    [Fact]
    public async Task A_draft_whose_tests_fail_is_not_compared()
    {
        string Tests(string expected) => $$""" "tests": [ { "name": "first", "world": { "items": [ { "id": "p1" } ] }, "request": {}, "expect": { "ids": ["{{expected}}"] } } ]""";
        var failed = await DryRunAsync("tested", "\"last\": 5", Tests("p2"));
        Assert.Equal(422, failed.Status);
        Assert.StartsWith("$.tests[0].expect.ids: ", Assert.Single(failed.Faults()));
        Assert.Equal(1, (await DryRunAsync("tested", "\"last\": 5", Tests("p1"))).Json().GetProperty("tests").GetInt32());
    }

    [Theory]
    [InlineData("\"lst\": 5", "$.lst: unknown property. Did you mean \"last\"?")]
    [InlineData("\"last\": 0", "$.last: must be a whole number from 1 to 1000, not 0.")]
    [InlineData("\"last\": 1001", "$.last: must be a whole number from 1 to 1000, not 1001.")]
    [InlineData("\"requests\": []", "$.requests: the list is empty. Write at least one.")]
    [InlineData("\"description\": \"\", \"requests\": [ { \"usr\": \"a\", \"limit\": 0 }, { \"cursor\": \"x\" } ]", "$.description: unknown property. Known: rule, requests, last.",
        "$.requests[0].usr: unknown property. Did you mean \"user\"?", "$.requests[0].limit: must be a whole number from 1 to 200, not 0.", "$.requests[1].cursor: unknown property. Known: user, item, limit, context, bucket, now.")]
    [InlineData("\"last\": 5, \"requests\": [ {} ]", "$: both \"requests\" and \"last\". Send one of them.")]
    [InlineData("", "$: \"requests\" or \"last\" is missing. Give requests, or say how many of the rule's latest ones to ask.")]
    public async Task Every_fault_of_the_call_is_told_at_once(string more, params string[] faults)
    {
        var reply = await shop.PostAsync("/api/rules/check", $$"""{ "rule": {{Rule("bad")}}{{(more.Length > 0 ? ", " + more : "")}} }""");
        Assert.Equal(400, reply.Status);
        Assert.Equal(faults, reply.Faults());
    }

    [Fact]
    public async Task Requests_are_bounded()
    {
        var reply = await DryRunAsync("bad", $"\"requests\": [ {string.Join(", ", Enumerable.Repeat("{}", 1001))} ]");
        Assert.Equal((400, "$.requests: at most 1000 requests are allowed, not 1001."), (reply.Status, Assert.Single(reply.Faults())));
    }

    [Fact]
    public async Task One_dry_run_at_a_time_waits_for_room_among_other_calls()
    {
        var admission = shop.Services.GetRequiredService<Admission>();
        Assert.True(admission.TryEnter(512));
        Task<Reply>[] both = [DryRunAsync("alone", "\"requests\": [ {} ]"), DryRunAsync("alone", "\"requests\": [ {} ]")];
        var refused = await await Task.WhenAny(both);
        admission.Leave(512);
        Assert.Equal((429, "5"), (refused.Status, refused.RetryAfter));
        Assert.Equal([200, 429], (await Task.WhenAll(both)).Select(r => r.Status).Order());
        Assert.Equal(200, (await DryRunAsync("alone", "\"requests\": [ {} ]")).Status);
    }

    private Task<Reply> DryRunAsync(string name, string requests, string more = "") => shop.PostAsync("/api/rules/check", $$"""{ "rule": {{Rule(name, more)}}, {{requests}} }""");

    private async Task<(int Requests, string Notes)> NotesAsync(string name)
    {
        var report = (await DryRunAsync(name, "\"last\": 10")).Json();
        return (report.GetProperty("requests").GetInt32(), report.GetProperty("notes").GetRawText());
    }

    private async Task PublishAsync(string name, string more = "") => Assert.Equal(201, (await shop.PutAsync($"/api/rules/shop/{name}", Rule(name, more))).Status);

    private static string Rule(string name, string more = "") =>
        $$"""{ "service": "shop", "name": "{{name}}", "candidates": [ { "items": ["p1", "p2", "p3", "p4", "p5", "p6"] } ]{{(more.Contains("limit") ? "" : ", \"limit\": 4")}}{{(more.Length > 0 ? ", " + more : "")}} }""";
}
