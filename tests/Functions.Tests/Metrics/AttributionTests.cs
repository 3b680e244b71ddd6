using System.Globalization;
using System.Text.RegularExpressions;

namespace Reco.Functions.Tests.Metrics;

/// <summary>Interactions count for the rule and bucket whose answer they carry, and for no other.</summary>
[Collection(MeteredServers.Name)]
public class AttributionTests(Shop shop) : IClassFixture<Shop>
{
    private const string Halves = """
        { "service": "grocery", "name": "halves", "candidates": [ { "items": ["apple", "banana"] } ], "fields": ["id"],
          "buckets": [ { "name": "A", "share": 50 }, { "name": "B", "share": 50 } ] }
        """;

    [Fact]
    public async Task An_interaction_is_owed_to_the_bucket_whose_answer_it_carries()
    {
        Assert.Equal(201, (await shop.PutAsync("/api/rules/grocery/halves", Halves)).Status);
        var clicks = new Dictionary<string, int>();
        for (var i = 0; i < 20; i++)
        {
            var page = (await shop.GetAsync($"/api/recommend/grocery/halves?user=h{i}")).Json();
            await SendAsync($"h{i}", "click", page.GetProperty("requestId").GetString()!);
            clicks[page.GetProperty("bucket").GetString()!] = clicks.GetValueOrDefault(page.GetProperty("bucket").GetString()!) + 1;
        }
        Assert.Equal(["A", "B"], clicks.Keys.Order());
        foreach (var (bucket, count) in clicks) Assert.Equal(count, await CountAsync("click", "grocery/halves", bucket));
    }

    [Fact]
    public async Task A_page_of_a_batch_or_of_a_rule_without_buckets_is_credited_too()
    {
        var batch = (await shop.PostAsync("/api/recommend", """
            { "calls": [ { "service": "grocery", "rule": "fruit", "user": "b1" }, { "service": "grocery", "rule": "goes-with", "user": "b1", "item": "apple" } ] }
            """)).Json().GetProperty("results");
        await SendAsync("b1", "like", batch[0].GetProperty("requestId").GetString()!);
        await SendAsync("b1", "like", batch[1].GetProperty("requestId").GetString()!);
        Assert.Equal((1, 1), (await CountAsync("like", "grocery/fruit", "A"), await CountAsync("like", "grocery/goes-with", "")));
    }

    [Fact]
    public async Task A_served_page_credits_its_own_impressions()
    {
        Assert.Equal(201, (await shop.PutAsync("/api/rules/grocery/served", Halves.Replace("halves", "served", StringComparison.Ordinal).Replace("\"fields\"", "\"impressions\": \"served\", \"fields\"", StringComparison.Ordinal))).Status);
        var bucket = (await shop.GetAsync("/api/recommend/grocery/served?user=s1")).Json().GetProperty("bucket").GetString()!;
        // Counted behind the answer.
        for (var i = 0; i < 600 && await CountAsync("impression", "grocery/served", bucket) < 2; i++) await Task.Delay(50);
        Assert.Equal(2, await CountAsync("impression", "grocery/served", bucket));
    }

    [Fact]
    public async Task A_retry_is_not_counted_again()
    {
        var id = (await shop.GetAsync("/api/recommend/grocery/fruit?user=r1")).Json().GetProperty("requestId").GetString();
        var rows = $$"""[ { "id": "1", "user": "r1", "item": "apple", "type": "rate", "requestId": "{{id}}" }, { "user": "r1", "item": "apple", "type": "rate", "requestId": "{{id}}" } ]""";
        Assert.Equal("""202 {"accepted":2,"duplicates":0,"rejected":[]}""", $"{await shop.PostAsync("/api/interactions", rows)}");
        Assert.Equal("""202 {"accepted":1,"duplicates":1,"rejected":[]}""", $"{await shop.PostAsync("/api/interactions", rows)}");
        Assert.Equal(3, await CountAsync("rate", "grocery/fruit", "A"));
    }

    [Fact]
    public async Task A_forged_name_counts_under_no_rule_and_adds_no_label()
    {
        var id = (await shop.GetAsync("/api/recommend/grocery/fruit?user=f1")).Json().GetProperty("requestId").GetString()!.Split('.')[0];
        string[] forged = [$"{id}.999999.A", $"{id}.1.forged", $"{id}.1", $"{id}.2.A", $"{id}", "forged", $"{id}.1.A.A", $"{id.ToUpperInvariant()}.1.A"];
        var before = await CountAsync("dislike", "", "");
        foreach (var name in forged) await SendAsync("f1", "dislike", name);
        Assert.Equal(202, (await shop.PostAsync("/api/interactions", """{ "user": "f1", "item": "apple", "type": "dislike" }""")).Status);
        Assert.Equal(before + forged.Length + 1, await CountAsync("dislike", "", ""));
        var text = await shop.ScrapeAsync();
        Assert.DoesNotMatch("""reco_interactions[a-z_]*\{[^}]*rule="grocery[^}]*type="dislike"\}""", text);
        Assert.DoesNotContain("forged", text);
    }

    [Fact]
    public async Task A_revision_that_no_longer_serves_is_credited_no_more()
    {
        Assert.Equal(201, (await shop.PutAsync("/api/rules/grocery/moves-on", Halves.Replace("halves", "moves-on", StringComparison.Ordinal))).Status);
        var page = (await shop.GetAsync("/api/recommend/grocery/moves-on?user=m1")).Json();
        var (id, bucket) = (page.GetProperty("requestId").GetString()!, page.GetProperty("bucket").GetString()!);
        await SendAsync("m1", "purchase", id);
        Assert.Equal(204, (await shop.DeleteAsync("/api/rules/grocery/moves-on")).Status);
        await SendAsync("m1", "purchase", id);
        Assert.Equal(1, await CountAsync("purchase", "grocery/moves-on", bucket));
    }

    private async Task SendAsync(string user, string type, string requestId) =>
        Assert.Equal(202, (await shop.PostAsync("/api/interactions", $$"""{ "user": "{{user}}", "item": "apple", "type": "{{type}}", "requestId": "{{requestId}}" }""")).Status);

    private async Task<int> CountAsync(string type, string rule, string bucket)
    {
        var line = Regex.Match(await shop.ScrapeAsync(), $$"""reco_interactions[a-z_]*\{[^}]*bucket="{{bucket}}",rule="{{rule}}",type="{{type}}"\} ([0-9]+)""");
        return line.Success ? int.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
    }
}
