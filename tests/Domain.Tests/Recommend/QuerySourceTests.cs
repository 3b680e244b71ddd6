using System.Text.Json;
using Reco.Domain.Recommend;
using Reco.Domain.Rules;
using Reco.Domain.Tests.World;

namespace Reco.Domain.Tests.Recommend;

public sealed class QuerySourceTests
{
    private static readonly RecommendRequest Now = new() { RequestId = "r" };
    private static readonly RecommendRequest Preview = Now with { NowMs = ShopWorld.Noon.AddYears(1).ToUnixTimeMilliseconds() };

    private static async Task<(ShopWorld Shop, CompiledRule Rule)> ShopAsync(string source)
    {
        var shop = await ShopWorld.MakeAsync(
            JsonDocument.Parse("""{ "attributes": { "from": "time" }, "items": [ { "id": "now" }, { "id": "later" } ] }""").RootElement);
        return (shop, await shop.CompileAsync($$"""{ "service": "g", "name": "r", "candidates": [ {{source}} ] }"""));
    }

    [Fact]
    public async Task An_answer_for_everybody_is_kept_for_5_seconds_and_read_once_at_a_time()
    {
        var (shop, rule) = await ShopAsync("""{ "query": "@item.from <= now" }""");
        var reads = 0;
        using var release = new ManualResetEventSlim(true);
        shop.Items.Queried = (_, _) =>
        {
            Interlocked.Increment(ref reads);
            release.Wait();
            return ["now"];
        };
        await shop.RecommendAsync(rule, Now);
        shop.Clock.Advance(TimeSpan.FromSeconds(4));
        await shop.RecommendAsync(rule, Now);
        Assert.Equal(1, reads);

        shop.Clock.Advance(TimeSpan.FromSeconds(2));
        release.Reset();
        var renewing = shop.RecommendAsync(rule, Now);
        Assert.Equal(["now"], ShopWorld.Ids(await shop.RecommendAsync(rule, Now)));
        Assert.False(renewing.IsCompleted);
        release.Set();
        await renewing;
        Assert.Equal(2, reads);
    }

    [Fact]
    public async Task A_preview_of_another_moment_neither_sees_nor_leaves_a_kept_answer()
    {
        var (shop, rule) = await ShopAsync("""{ "query": "@item.from <= now" }""");
        using var release = new ManualResetEventSlim(true);
        var answers = new Queue<string>(["later", "now", "later"]);
        shop.Items.Queried = (_, _) =>
        {
            var answer = answers.Dequeue();
            release.Wait();
            return [answer];
        };
        Assert.Equal(["later"], ShopWorld.Ids(await shop.RecommendAsync(rule, Preview)));
        release.Reset();
        var first = shop.RecommendAsync(rule, Now);
        var other = shop.RecommendAsync(rule, Now);
        Assert.False(other.IsCompleted);
        release.Set();
        Assert.Equal(["now"], ShopWorld.Ids(await first));
        Assert.Equal(["now"], ShopWorld.Ids(await other));
        Assert.Equal(["later"], ShopWorld.Ids(await shop.RecommendAsync(rule, Preview)));
    }

    [Fact]
    public async Task The_process_sorts_mixed_values_in_one_order_whatever_their_ids()
    {
        var shop = await ShopWorld.MakeAsync(JsonDocument.Parse("""
            { "items": [ { "id": "9", "k": -1 }, { "id": "8", "k": true }, { "id": "7", "k": "a" }, { "id": "6", "k": "b" }, { "id": "2", "k": [1] }, { "id": "3", "k": ["a"] }, { "id": "1" } ] }
            """).RootElement);
        var rule = await shop.CompileAsync("""{ "service": "g", "name": "r", "candidates": [ { "query": "@item.id != 'x'", "orderBy": "@item.k" } ] }""");
        shop.Items.Queried = (_, _) => ["1", "2", "3", "6", "7", "8", "9"];
        Assert.Equal(["9", "8", "7", "6", "2", "3", "1"], ShopWorld.Ids(await shop.RecommendAsync(rule, Now)));
    }
}
