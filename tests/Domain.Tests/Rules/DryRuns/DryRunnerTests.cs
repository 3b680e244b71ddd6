using System.Text.Json;
using Reco.Domain.Recommend;
using Reco.Domain.Rules.DryRuns;
using Reco.Domain.Tests.World;

namespace Reco.Domain.Tests.Rules.DryRuns;

public class DryRunnerTests
{
    private const string World = """{ "items": [ { "id": "a" }, { "id": "b" }, { "id": "c" } ], "relations": { "similar": { "a": { "b": 1 } } } }""";

    [Fact]
    public async Task Both_answer_at_the_same_moment()
    {
        var (shop, runner) = await MakeAsync();
        var draft = await shop.CompileAsync(RuleSamples.Rule("\"filters\": [ \"@now.hour == 12\" ]", candidates: """[ { "items": ["a", "b"] } ]"""));
        var serving = await shop.CompileAsync(RuleSamples.Rule("\"filters\": [ \"@now.hour == 6\" ]", candidates: """[ { "items": ["a", "b"] } ]"""));
        var pairs = await RunAsync(runner, draft, serving, [Request(), Request() with { NowMs = ShopWorld.Noon.AddHours(-6).ToUnixTimeMilliseconds() }]);
        Assert.Equal(["ab|", "|ab"], pairs.Select(p => $"{string.Concat(p.Draft.Ids)}|{string.Concat(p.Serving!.Ids)}"));
        Assert.All(pairs, p => Assert.Contains("filter", p.Draft.Stages.Keys));
    }

    [Fact]
    public async Task A_failed_source_shows_as_degraded()
    {
        var (shop, runner) = await MakeAsync();
        var draft = await shop.CompileAsync(RuleSamples.Rule(candidates: """[ { "related": "similar", "to": "@request.items" }, { "items": ["c"] } ]"""));
        var serving = await shop.CompileAsync(RuleSamples.Rule(candidates: """[ { "items": ["c"] } ]"""));
        shop.Relations.Before = (_, _) => throw new IOException("gone");
        var pair = Assert.Single(await RunAsync(runner, draft, serving, [Request() with { Items = ["a"] }]));
        Assert.Equal((true, false, "c", "c"), (pair.Draft.Degraded, pair.Serving!.Degraded, string.Concat(pair.Draft.Ids), string.Concat(pair.Serving.Ids)));
    }

    [Fact]
    public async Task Stops_when_its_time_is_up_with_what_was_done()
    {
        var (shop, runner) = await MakeAsync();
        shop.Relations.Before = (_, _) =>
        {
            shop.Clock.Advance(TimeSpan.FromSeconds(4));
            return Task.CompletedTask;
        };
        var rule = await shop.CompileAsync(RuleSamples.Rule(candidates: """[ { "related": "similar", "to": "@request.items" } ]"""));
        var pairs = await RunAsync(runner, rule, null, [.. Enumerable.Repeat(Request() with { Items = ["a"] }, 100)]);
        // The first call of all only makes the code.
        Assert.Equal(7, pairs.Count);
        Assert.All(pairs, p => Assert.Equal(("b", 4_000d), (string.Concat(p.Draft.Ids), p.Draft.Milliseconds)));
    }

    [Fact]
    public async Task Each_request_takes_and_gives_back_room_and_without_any_nothing_is_asked()
    {
        var (shop, runner) = await MakeAsync();
        var rule = await shop.CompileAsync(RuleSamples.Rule(candidates: """[ { "items": ["a"] } ]"""));
        var (inside, most, times) = (0, 0, 0);
        bool Enter()
        {
            (inside, times) = (inside + 1, times + 1);
            most = Math.Max(most, inside);
            return true;
        }
        await runner.RunAsync(rule, rule, [Request(), Request(), Request()], Enter, () => inside--, default);
        Assert.Equal((0, 1, 3), (inside, most, times));
        var full = runner.RunAsync(rule, rule, [Request()], () => false, () => throw new InvalidOperationException(), default);
        while (!full.IsCompleted)
        {
            shop.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        Assert.Empty(await full);
    }

    private static async Task<(ShopWorld Shop, DryRunner Runner)> MakeAsync()
    {
        using var world = JsonDocument.Parse(World);
        var shop = await ShopWorld.MakeAsync(world.RootElement);
        return (shop, new DryRunner(shop.Recommender, Limits.Default, shop.Clock));
    }

    private static RecommendRequest Request() => new() { RequestId = RequestIds.Next() };

    private static Task<IReadOnlyList<DryRunPair>> RunAsync(DryRunner runner, Domain.Rules.CompiledRule draft, Domain.Rules.CompiledRule? serving, IReadOnlyList<RecommendRequest> requests) =>
        runner.RunAsync(draft, serving, requests, () => true, () => { }, default);
}
