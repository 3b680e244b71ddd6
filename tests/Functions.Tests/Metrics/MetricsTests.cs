namespace Reco.Functions.Tests.Metrics;

public class MetricsTests(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public async Task Calls_are_counted_by_rule_and_bucket_and_nobody_is_named()
    {
        await shop.GetAsync("/api/recommend/grocery/fruit?user=secret-person");
        await shop.GetAsync("/api/recommend/grocery/goes-with?user=secret-person");
        await shop.GetAsync("/api/recommend/grocery/secret-rule");
        var text = (await shop.GetAsync("/api/metrics")).Body;
        Assert.Matches("""reco_recommend_duration_seconds_count\{[^}]*bucket="A",outcome="ok",rule="grocery/fruit"\} [1-9]""", text);
        Assert.Matches("""reco_recommend_duration_seconds_count\{[^}]*bucket="",outcome="bad_request",rule="grocery/goes-with"\} [1-9]""", text);
        Assert.Matches("""reco_recommend_refused[a-z_]*\{[^}]*reason="unknown_rule"\} [1-9]""", text);
        Assert.DoesNotContain("secret", text);
    }
}
