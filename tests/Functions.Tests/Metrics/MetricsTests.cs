using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Reco.Domain.Rules;

namespace Reco.Functions.Tests.Metrics;

[Collection(MeteredServers.Name)]
public partial class MetricsTests(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public async Task Calls_are_counted_by_rule_and_bucket_and_nobody_is_named()
    {
        await shop.GetAsync("/api/recommend/grocery/fruit?user=secret-person");
        await shop.GetAsync("/api/recommend/grocery/goes-with?user=secret-person");
        await shop.GetAsync("/api/recommend/grocery/secret-rule");
        var text = await shop.ScrapeAsync();
        Assert.Matches("""reco_recommend_duration_seconds_count\{[^}]*bucket="A",outcome="ok",rule="grocery/fruit"\} [1-9]""", text);
        Assert.Matches("""reco_recommend_duration_seconds_bucket\{[^}]*bucket="A",outcome="ok",rule="grocery/fruit",le="0.0025"\} [0-9]""", text);
        Assert.Matches("""reco_recommend_duration_seconds_count\{[^}]*bucket="",outcome="bad_request",rule="grocery/goes-with"\} [1-9]""", text);
        Assert.Matches("""reco_recommend_refused[a-z_]*\{[^}]*reason="unknown_rule"\} [1-9]""", text);
        Assert.DoesNotContain("secret", text);
    }

    [Fact]
    public async Task The_serving_revision_of_each_rule_is_a_value()
    {
        const string rule = """{ "service": "grocery", "name": "goes", "candidates": [ { "popular": "7d" } ], "limit": 5 }""";
        async Task<long> PutAsync() => (await shop.PutAsync("/api/rules/grocery/goes", rule)).Json().GetProperty("version").GetInt64();
        Assert.Equal(await PutAsync(), await RevisionAsync("grocery/goes"));
        Assert.Equal(await PutAsync(), await RevisionAsync("grocery/goes"));
        Assert.Equal(1, await RevisionAsync("grocery/fruit"));
        Assert.Equal(204, (await shop.DeleteAsync("/api/rules/grocery/goes")).Status);
        Assert.Null(await RevisionAsync("grocery/goes"));
        Assert.Equal(1, await RevisionAsync("grocery/fruit"));
        Assert.Equal(await PutAsync(), await RevisionAsync("grocery/goes"));
    }

    [Fact]
    public async Task Thousands_of_rules_have_a_series_each()
    {
        var live = shop.Services.GetRequiredService<LiveRules>();
        var (before, fruit) = (live.Current, live.Current.Find("grocery/fruit")!);
        live.Swap(before.With(Enumerable.Range(0, 10_000).Select(i => new StoredRule("many", $"r{i}", 1_000 + i, fruit.Stored.Json)).Select(stored => new RuleStatus(stored, fruit with { Stored = stored }, []))));
        try
        {
            for (var i = 0; i < 3_000; i++) Assert.Equal(200, (await shop.GetAsync($"/api/recommend/many/r{i}?user=u")).Status);
            var text = await shop.ScrapeAsync();
            Assert.Equal(10_000, Revisions().Count(text));
            Assert.Equal(3_000, Durations().Count(text));
            Assert.DoesNotContain("otel_metric_overflow", text);
        }
        finally
        {
            live.Swap(before);
        }
    }

    private async Task<long?> RevisionAsync(string rule)
    {
        var line = Regex.Match(await shop.ScrapeAsync(), $$"""reco_rule_version\{[^}]*rule="{{rule}}"\} ([0-9]+)""");
        return line.Success ? long.Parse(line.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) : null;
    }

    [GeneratedRegex("""reco_rule_version\{[^}]*rule="many/r[0-9]+"\}""")]
    private static partial Regex Revisions();

    [GeneratedRegex("""reco_recommend_duration_seconds_count\{[^}]*outcome="ok",rule="many/r[0-9]+"\} 1""")]
    private static partial Regex Durations();
}
