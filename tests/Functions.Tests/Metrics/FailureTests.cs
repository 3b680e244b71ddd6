using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Reco.Domain.Recommend;
using Reco.Functions.Recommend;

namespace Reco.Functions.Tests.Metrics;

/// <summary>What breaks or degrades says in which rule, version and bucket, and never for whom.</summary>
[Collection(MeteredServers.Name)]
public class FailureTests(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public async Task An_error_in_one_bucket_counts_there_and_the_log_names_it()
    {
        var (inA, inB) = await PublishAsync("breaks");
        // Out of memory is the one thing that a source may not cost less than the request.
        var rule = shop.Break("grocery/breaks", "B", new InsufficientMemoryException("no room left"));
        var log = Listen();

        Assert.Equal(200, (await shop.GetAsync($"/api/recommend/grocery/breaks?user={inA}")).Status);
        var single = await shop.GetAsync($"/api/recommend/grocery/breaks?user={inB}");
        var batch = await shop.PostAsync("/api/recommend", $$"""
            { "calls": [ { "service": "grocery", "rule": "breaks", "user": "{{inA}}" }, { "service": "grocery", "rule": "breaks", "user": "{{inB}}" } ] }
            """);
        Assert.Equal("""500 {"title":"Internal Server Error","status":500,"detail":"The server failed; its log says why."}""", $"{single}");
        Assert.Equal(500, batch.Status);

        var text = await shop.ScrapeAsync();
        Assert.Matches("""reco_recommend_duration_seconds_count\{[^}]*bucket="B",outcome="error",rule="grocery/breaks"\} 2""", text);
        Assert.Matches("""reco_recommend_duration_seconds_count\{[^}]*bucket="A",outcome="ok",rule="grocery/breaks"\} [1-9]""", text);
        Assert.DoesNotMatch("""bucket="A",outcome="error",rule="grocery/breaks"\}""", text);
        Assert.DoesNotMatch("""bucket="",outcome="[a-z_]*",rule="grocery/breaks"\}""", text);
        var told = $"failed: rule grocery/breaks, version {rule.Version}, bucket B (InsufficientMemoryException: no room left)";
        Assert.Equal([$"Error: A request for /api/recommend/{{service}}/{{rule}} {told}", $"Error: A request for /api/recommend {told}"], log.Lines);
    }

    [Fact]
    public async Task A_degraded_page_counts_in_its_bucket_and_the_log_names_the_stage()
    {
        var (inA, inB) = await PublishAsync("lacks");
        var rule = shop.Break("grocery/lacks", "B", new IOException("the disk is gone"));
        var log = Listen();
        Assert.False((await shop.GetAsync($"/api/recommend/grocery/lacks?user={inA}")).Json().TryGetProperty("degraded", out _));
        Assert.True((await shop.GetAsync($"/api/recommend/grocery/lacks?user={inB}")).Json().GetProperty("degraded").GetBoolean());
        Assert.Equal(200, (await shop.GetAsync($"/api/preview/grocery/lacks?user={inB}")).Status);
        Assert.Equal([$"Warning: A page of grocery/lacks is degraded: version {rule.Version}, bucket B: broken source failed (IOException: the disk is gone)"], log.Lines);
        Assert.Matches("""reco_recommend_degraded[a-z_]*\{[^}]*bucket="B",rule="grocery/lacks"\} 1\b""", await shop.ScrapeAsync());
    }

    [Fact]
    public async Task A_store_that_is_down_does_not_flood_the_log()
    {
        var (_, inB) = await PublishAsync("floods");
        var (clock, log) = (new FakeTimeProvider(), new LogLines());
        using var loggers = LoggerFactory.Create(l => l.AddProvider(log));
        var degraded = new DegradedLog(clock, loggers.CreateLogger<DegradedLog>());
        async Task Answer(Exception failure, int times)
        {
            using var answer = await shop.Services.GetRequiredService<Recommender>().RecommendAsync(shop.Break("grocery/floods", "B", failure), new RecommendRequest { RequestId = "r", User = inB }, default);
            for (var i = 0; i < times; i++) degraded.Answered(answer);
        }
        await Answer(new IOException("gone"), 500);
        await Answer(new TimeoutException("late"), 3);
        clock.Advance(TimeSpan.FromSeconds(9));
        await Answer(new IOException("gone"), 1);
        Assert.Equal(2, log.Lines.Count);
        clock.Advance(TimeSpan.FromSeconds(1));
        await Answer(new IOException("gone again"), 7);
        await Answer(new TimeoutException("late"), 1);
        clock.Advance(TimeSpan.FromSeconds(10));
        await Answer(new TimeoutException("late"), 1);
        Assert.Equal(
            [
                "broken source failed (IOException: gone)", "broken source was late",
                "broken source failed; 500 more like it since the last line (IOException: gone again)", "broken source was late; 2 more like it since the last line",
                "broken source was late",
            ],
            log.Lines.Select(l => l[(l.IndexOf("bucket B: ", StringComparison.Ordinal) + 10)..]));
    }

    /// <summary>A rule of two halves, and somebody in each.</summary>
    private async Task<(string InA, string InB)> PublishAsync(string name)
    {
        Assert.Equal(201, (await shop.PutAsync($"/api/rules/grocery/{name}", $$"""
            { "service": "grocery", "name": "{{name}}", "candidates": [ { "items": ["apple", "banana"] } ], "fields": ["id"], "buckets": [ { "name": "A", "share": 50 }, { "name": "B", "share": 50 } ] }
            """)).Status);
        var people = new Dictionary<string, string>();
        for (var i = 0; people.Count < 2; i++) people.TryAdd((await shop.GetAsync($"/api/recommend/grocery/{name}?user=secret-{i}")).Json().GetProperty("bucket").GetString()!, $"secret-{i}");
        return (people["A"], people["B"]);
    }

    private LogLines Listen()
    {
        var log = new LogLines();
        shop.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        return log;
    }
}
