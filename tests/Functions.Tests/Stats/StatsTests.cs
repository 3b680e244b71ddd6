using System.Text.Json;

namespace Reco.Functions.Tests.Stats;

public class StatsTests(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public async Task Two_buckets_with_known_click_rates_survive_a_restart_and_every_retry()
    {
        await PublishAsync("trial");
        // Everyone sees two items; in A every second person clicks the first one, in B everyone clicks the second one.
        var (pages, clicks, rows) = (Counts(), Counts(), new List<string>());
        for (var i = 0; i < 200; i++)
        {
            if (i == 100) await shop.RestartAsync(_ => { });
            var page = (await shop.GetAsync($"/api/recommend/grocery/trial?user=p{i}")).Json();
            var (id, bucket) = (page.GetProperty("requestId").GetString()!, page.GetProperty("bucket").GetString()!);
            var items = page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!).ToArray();
            await TakenAsync($$"""{ "id": "{{id}}", "type": "impression", "requestId": "{{id}}" }""");
            pages[bucket]++;
            if (bucket == "A" && pages["A"] % 2 == 0) continue;
            clicks[bucket]++;
            rows.Add($$"""{ "id": "c{{i}}", "user": "p{{i}}", "item": "{{items[bucket == "A" ? 0 : 1]}}", "type": "click", "requestId": "{{id}}" }""");
            await TakenAsync(rows[^1]);
            // The same again: under its id, and as if it were another click.
            await TakenAsync(rows[^1], duplicates: 1);
            await TakenAsync(rows[^1].Replace($"\"id\": \"c{i}\", ", "", StringComparison.Ordinal));
        }
        await shop.RestartAsync(_ => { });
        // A late click after the restart is joined to its page too, and was counted before.
        await TakenAsync(rows[^1], duplicates: 1);
        var stats = (await shop.GetAsync("/api/stats/grocery/trial?type=click&positions=true&items=1")).Json();
        Assert.Equal("grocery/trial click 7d", $"{stats.GetProperty("rule").GetString()} {stats.GetProperty("type").GetString()} {stats.GetProperty("halfLife").GetString()}");
        foreach (var (bucket, place, share) in new[] { (stats.GetProperty("buckets")[0], 0, 60), (stats.GetProperty("buckets")[1], 1, 40) })
        {
            var name = bucket.GetProperty("bucket").GetString()!;
            Assert.Equal((pages[name], pages[name] * 2, clicks[name], share), (Number(bucket, "pages"), Number(bucket, "impressions"), Number(bucket, "rewards"), Number(bucket, "share")));
            var rate = clicks[name] / (pages[name] * 2.0);
            Assert.Equal(rate, bucket.GetProperty("rate").GetDouble(), 4);
            Assert.InRange(rate, bucket.GetProperty("interval").GetProperty("low").GetDouble(), bucket.GetProperty("interval").GetProperty("high").GetDouble());
            Assert.Equal([clicks[name], 0], bucket.GetProperty("positions").EnumerateArray().Select(p => Number(p, "rewards")).OrderDescending());
            Assert.Equal(clicks[name], Number(bucket.GetProperty("positions")[place], "rewards"));
            Assert.Equal((1, "apple"), (bucket.GetProperty("items").GetArrayLength(), bucket.GetProperty("items")[0].GetProperty("id").GetString()));
        }
        var split = stats.GetProperty("split");
        Assert.Equal([pages["A"], pages["B"]], split.GetProperty("people").EnumerateArray().Select(p => p.GetInt32()));
        Assert.InRange(split.GetProperty("p").GetDouble(), 0.001, 1);
        Assert.False(split.TryGetProperty("finding", out _));
    }

    [Fact]
    public async Task A_bucket_that_loses_its_pages_is_found()
    {
        await PublishAsync("lossy");
        for (var i = 0; i < 150; i++)
        {
            var page = (await shop.GetAsync($"/api/recommend/grocery/lossy?user=p{i}")).Json();
            if (page.GetProperty("bucket").GetString() == "B" && i % 4 != 0) continue;
            await TakenAsync($$"""{ "type": "impression", "requestId": "{{page.GetProperty("requestId").GetString()}}" }""");
        }
        var split = (await shop.GetAsync("/api/stats/grocery/lossy")).Json().GetProperty("split");
        Assert.InRange(split.GetProperty("p").GetDouble(), 0, 0.001);
        Assert.Contains("The people are not split as the shares say: bucket ", split.GetProperty("finding").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forged_names_count_nothing()
    {
        await PublishAsync("forged");
        var page = (await shop.GetAsync("/api/recommend/grocery/forged?user=f")).Json().GetProperty("requestId").GetString()!;
        var other = page[0] == 'a' ? $"b{page[1..]}" : $"a{page[1..]}";
        foreach (var name in (string[])[other, page[..^1] + (page[^1] == 'A' ? 'B' : 'A'), page[..26], "forged"])
        {
            await TakenAsync($$"""[ { "user": "f", "item": "apple", "type": "impression", "requestId": "{{name}}" }, { "user": "f", "item": "apple", "type": "click", "requestId": "{{name}}" } ]""", rows: 2);
        }
        // Nor does a real name with an item that was not on the page, or a click that nothing was seen for.
        await TakenAsync($$"""[ { "user": "f", "item": "durian", "type": "impression", "requestId": "{{page}}" }, { "user": "f", "item": "apple", "type": "click", "requestId": "{{page}}" } ]""", rows: 2);
        var buckets = (await shop.GetAsync("/api/stats/grocery/forged")).Json().GetProperty("buckets");
        Assert.Equal("""[{"bucket":"A","share":60,"pages":0,"impressions":0,"rewards":0,"rate":0},{"bucket":"B","share":40,"pages":0,"impressions":0,"rewards":0,"rate":0}]""", buckets.GetRawText());
    }

    [Fact]
    public async Task Pages_of_strangers_count_when_served_and_when_confirmed()
    {
        await PublishAsync("strangers", """ "impressions": "served", """);
        for (var i = 0; i < 10; i++) Assert.Equal(200, (await shop.GetAsync("/api/recommend/grocery/strangers")).Status);
        // Counted behind the answer.
        for (var attempt = 0; attempt < 500 && await PagesAsync() < 10; attempt++) await Task.Delay(10);
        Assert.Equal(10, await PagesAsync());
        var page = (await shop.GetAsync("/api/recommend/grocery/strangers")).Json().GetProperty("requestId").GetString();
        await TakenAsync($$"""{ "type": "impression", "requestId": "{{page}}" }""");
        await TakenAsync($$"""{ "user": "somebody", "item": "apple", "type": "purchase", "requestId": "{{page}}" }""");
        var buckets = (await shop.GetAsync("/api/stats/grocery/strangers?type=purchase")).Json().GetProperty("buckets");
        Assert.Equal(1, buckets.EnumerateArray().Sum(b => Number(b, "rewards")));
        Assert.Equal(11, await PagesAsync());

        async Task<int> PagesAsync() => (await shop.GetAsync("/api/stats/grocery/strangers")).Json().GetProperty("buckets").EnumerateArray().Sum(b => Number(b, "pages"));
    }

    [Fact]
    public async Task A_changed_rule_goes_on_and_its_canary_and_former_buckets_stand_apart()
    {
        await PublishAsync("changed");
        await SeeAsync("changed", 20);
        Assert.Equal(200, (await shop.PutAsync("/api/rules/grocery/changed", Rule("changed", "").Replace("\"B\"", "\"C\"", StringComparison.Ordinal))).Status);
        Assert.Equal(200, (await shop.PostAsync("/api/rules/grocery/changed/canary", $$"""{ "action": "start", "share": 100, "rule": {{Rule("changed", "")}} }""")).Status);
        await SeeAsync("changed", 10);
        var stats = (await shop.GetAsync("/api/stats/grocery/changed")).Json();
        string Pages(JsonElement arms) => string.Join(' ', arms.EnumerateArray().Select(a => a.GetProperty("bucket").GetString()));
        int Sum(JsonElement arms) => arms.EnumerateArray().Sum(a => Number(a, "pages"));
        Assert.Equal(("A C", "B", "A B"), (Pages(stats.GetProperty("buckets")), Pages(stats.GetProperty("former")), Pages(stats.GetProperty("canary").GetProperty("buckets"))));
        Assert.Equal((20, 10), (Sum(stats.GetProperty("buckets")) + Sum(stats.GetProperty("former")), Sum(stats.GetProperty("canary").GetProperty("buckets"))));
        Assert.Equal(100, Number(stats.GetProperty("canary"), "share"));
    }

    [Theory]
    [InlineData("?type=clik&positions=yes&items=101&itms=1", "type: unknown type. Did you mean \"click\"?", "positions: must be true or false.", "items: must be a whole number from 0 to 100.", "itms: unknown parameter. Did you mean \"items\"?")]
    [InlineData("?type=dislike", "type: dislike has no weight: it is no reward. Known: click, like, purchase, rate, view.")]
    public async Task Wrong_parameters_are_told_all_at_once(string query, params string[] faults)
    {
        var reply = await shop.GetAsync($"/api/stats/grocery/fruit{query}");
        Assert.Equal(400, reply.Status);
        Assert.Equal(faults, reply.Faults());
        Assert.Equal(404, (await shop.GetAsync("/api/stats/grocery/friut")).Status);
    }

    private static Dictionary<string, int> Counts() => new() { ["A"] = 0, ["B"] = 0 };

    private static string Rule(string name, string more) => $$"""
        { "service": "grocery", "name": "{{name}}", {{more}} "candidates": [ { "items": ["apple", "banana"] } ], "fields": ["id"],
          "buckets": [ { "name": "A", "share": 60 }, { "name": "B", "share": 40 } ] }
        """;

    private async Task PublishAsync(string name, string more = "") => Assert.Equal(201, (await shop.PutAsync($"/api/rules/grocery/{name}", Rule(name, more))).Status);

    private async Task SeeAsync(string rule, int people)
    {
        for (var i = 0; i < people; i++)
        {
            var page = (await shop.GetAsync($"/api/recommend/grocery/{rule}?user=p{i}")).Json().GetProperty("requestId").GetString();
            await TakenAsync($$"""{ "type": "impression", "requestId": "{{page}}" }""");
        }
    }

    private async Task TakenAsync(string body, int duplicates = 0, int rows = 1) => Assert.Equal(
        $$"""202 {"accepted":{{rows - duplicates}},"duplicates":{{duplicates}},"rejected":[]}""", $"{await shop.PostAsync("/api/interactions", body)}");

    private static int Number(JsonElement json, string name) => (int)Math.Round(json.GetProperty(name).GetDouble(), MidpointRounding.ToEven);
}
