using System.Text.Json;
using Reco.Domain.Recommend;
using Reco.Domain.Rules;
using Reco.Domain.Tests.World;

namespace Reco.Domain.Tests.Recommend;

public sealed class RecommenderTests
{
    private const string Fruit = """
        {
          "attributes": { "status": "text" },
          "items": [ { "id": "apple", "status": "OK" }, { "id": "banana", "status": "OK" }, { "id": "cherry", "status": "OK" }, { "id": "date", "status": "OK" } ],
          "relations": { "similar": { "apple": { "banana": 0.9, "cherry": 0.8 } } },
          "popular": { "7d": { "date": 4, "cherry": 2, "banana": 1 } }
        }
        """;

    private const string Rule = """{ "service": "g", "name": "r", "candidates": [ { "related": "similar" }, { "popular": "7d", "take": 3, "weight": 0.1 } ], "limit": 2 }""";

    private static async Task<(ShopWorld Shop, CompiledRule Rule)> ShopAsync(string rule = Rule, Limits? limits = null)
    {
        var shop = await ShopWorld.MakeAsync(JsonDocument.Parse(Fruit).RootElement, limits);
        return (shop, await shop.CompileAsync(rule));
    }

    private static RecommendRequest Apple => new() { RequestId = "r1", Items = ["apple"] };

    [Fact]
    public async Task The_answer_is_as_documented()
    {
        var (shop, rule) = await ShopAsync("""{ "service": "g", "name": "r", "candidates": [ { "related": "similar" } ], "buckets": [ { "name": "A", "share": 100 } ] }""");
        var answer = await shop.RecommendAsync(rule, Apple);
        Assert.Equal("""{"requestId":"r1.7.A","rule":"g/r","version":7,"bucket":"A","items":[{ "id": "banana", "status": "OK" },{ "id": "cherry", "status": "OK" }]}""", answer.GetRawText());
    }

    [Fact]
    public async Task A_score_that_overflows_is_null_and_comes_last()
    {
        var (shop, rule) = await ShopAsync("""
            { "service": "g", "name": "r", "candidates": [ { "items": ["apple"], "weight": 1e308 }, { "items": ["apple", "date"], "weight": 1e308 } ] }
            """);
        Assert.Equal(["date", "apple"], ShopWorld.Ids(await shop.RecommendAsync(rule, Apple)));
    }

    [Fact]
    public async Task A_source_that_fails_costs_its_candidates_not_the_request()
    {
        var (shop, rule) = await ShopAsync();
        shop.Relations.Before = (_, _) => throw new IOException("disk");
        using var answer = await shop.Recommender.RecommendAsync(rule, Apple, default);
        Assert.Equal("related similar: disk", Assert.Single(answer.Failures) is var f ? $"{f.Stage}: {f.Failure.Message}" : "");
        var json = ShopWorld.Read(answer);
        Assert.True(json.GetProperty("degraded").GetBoolean());
        Assert.Equal(["date", "cherry"], ShopWorld.Ids(json));
    }

    [Fact]
    public async Task A_source_that_is_late_is_left_behind_and_its_memory_is_not_used_again()
    {
        var (shop, rule) = await ShopAsync(limits: Limits.Default with { SourceMilliseconds = 200 });
        var release = new TaskCompletionSource();
        shop.Relations.Before = (_, _) => release.Task;
        using var late = await shop.Recommender.RecommendAsync(rule, Apple, default);
        Assert.IsType<TimeoutException>(Assert.Single(late.Failures).Failure);
        Assert.Equal(["date", "cherry"], late.ItemIds);

        shop.Relations.Before = null;
        using var next = await shop.Recommender.RecommendAsync(rule, Apple, default);
        release.SetResult();
        await Task.Yield();
        Assert.Equal(["banana", "cherry"], next.ItemIds);
        Assert.False(next.Degraded);
    }

    [Fact]
    public async Task A_source_that_is_late_is_told_to_end()
    {
        var (shop, rule) = await ShopAsync(limits: Limits.Default with { SourceMilliseconds = 20 });
        var reading = Task.CompletedTask;
        shop.Relations.Before = (_, cancel) => reading = Task.Delay(Timeout.Infinite, cancel);
        // Which of two timers of the same length comes first is chance.
        for (var i = 0; i < 20; i++)
        {
            using var late = await shop.Recommender.RecommendAsync(rule, Apple, default);
            Assert.True(late.Degraded);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(TimeSpan.FromSeconds(10)));
        }
    }

    [Fact]
    public async Task Calls_that_wait_for_reuse_keep_no_old_state_of_the_items_alive()
    {
        var (shop, rule) = await ShopAsync();
        var old = await DisposedAsync();
        await shop.Catalogs.PutAsync("default", [new Domain.Catalogs.ItemDocument("apple", "{\"id\":\"apple\"}"u8.ToArray(), 0)], default);
        // A thread that has just served may hold its last locals for a moment; what a waiting call holds, it holds for good.
        for (var i = 0; i < 50 && Alive(); i++) await Task.Delay(20);
        Assert.False(Alive());

        bool Alive()
        {
            GC.Collect();
            return old.TryGetTarget(out _);
        }

        async Task<WeakReference<Domain.Catalogs.CatalogSnapshot>> DisposedAsync()
        {
            var answers = await shop.Recommender.RecommendAsync([.. Enumerable.Repeat((rule, Apple), 50)], distinct: false, default);
            var items = new WeakReference<Domain.Catalogs.CatalogSnapshot>(answers[0].Call.Items);
            foreach (var answer in answers) answer.Dispose();
            return items;
        }
    }

    [Fact]
    public async Task A_profile_that_cannot_be_read_makes_a_stranger_of_the_person()
    {
        var (shop, rule) = await ShopAsync("""{ "service": "g", "name": "r", "candidates": [ { "popular": "7d" } ], "filters": [ { "drop": "@user.did('click', item.id)" } ] }""");
        shop.Profiles.Failure = new TimeoutException();
        using var answer = await shop.Recommender.RecommendAsync(rule, Apple with { User = "kim" }, default);
        Assert.True(answer.Degraded);
        Assert.Equal(["date", "cherry", "banana"], answer.ItemIds);
    }

    [Fact]
    public async Task A_rule_that_does_not_read_the_user_reads_no_profile()
    {
        var (shop, rule) = await ShopAsync();
        using var answer = await shop.Recommender.RecommendAsync(rule, Apple with { User = "kim" }, default);
        Assert.Equal(0, shop.Profiles.Reads);
    }

    [Fact]
    public async Task Items_whose_data_cannot_be_read_are_left_out()
    {
        var (shop, rule) = await ShopAsync();
        shop.Fragments.Failure = new IOException("gone");
        using var answer = await shop.Recommender.RecommendAsync(rule, Apple, default);
        // Whoever counts impressions counts what was shown.
        Assert.Empty(answer.ItemIds);
        var json = ShopWorld.Read(answer);
        Assert.True(json.GetProperty("degraded").GetBoolean());
        Assert.Empty(ShopWorld.Ids(json));
    }

    [Fact]
    public async Task In_a_distinct_batch_an_earlier_call_wins_an_item_and_later_ones_backfill()
    {
        var (shop, rule) = await ShopAsync();
        var calls = new[] { (rule, Apple), (rule, Apple with { RequestId = "r2" }) };

        var distinct = await shop.Recommender.RecommendAsync(calls, distinct: true, default);
        Assert.Equal(["banana", "cherry"], distinct[0].ItemIds);
        Assert.Equal(["date"], distinct[1].ItemIds);

        var alike = await shop.Recommender.RecommendAsync(calls, distinct: false, default);
        Assert.Equal(alike[0].ItemIds, alike[1].ItemIds);
        foreach (var answer in distinct.Concat(alike)) answer.Dispose();
    }

    [Fact]
    public async Task A_fault_in_one_call_of_a_batch_leaves_the_others()
    {
        var (shop, rule) = await ShopAsync();
        var answers = await shop.Recommender.RecommendAsync([(rule, Apple with { Cursor = "forged" }), (rule, Apple)], distinct: true, default);
        Assert.Single(answers[0].Faults);
        Assert.Equal(["banana", "cherry"], answers[1].ItemIds);
    }

    [Fact]
    public async Task The_holdout_asks_no_candidates_and_says_so()
    {
        var (shop, rule) = await ShopAsync("""
            { "service": "g", "name": "r", "candidates": [ { "related": "similar" } ], "fallback": [ { "popular": "7d" } ], "limit": 2,
              "buckets": [ { "name": "A", "share": 99 }, { "name": "holdout", "share": 1 } ] }
            """);
        shop.Relations.Before = (_, _) => throw new IOException("asked");
        var held = await shop.RecommendAsync(rule, Apple with { Bucket = "holdout", Explain = true });
        Assert.Equal(["date", "cherry"], ShopWorld.Ids(held));
        Assert.False(held.TryGetProperty("degraded", out _));
        Assert.Equal("the holdout: no candidates were asked, the page comes from fallback alone", held.GetProperty("explain").GetProperty("note").GetString());
        Assert.Equal(["popular 7d"], held.GetProperty("explain").GetProperty("sources").EnumerateArray().Select(s => s.GetProperty("source").GetString()));

        var other = await shop.RecommendAsync(rule, Apple with { Bucket = "A", Explain = true });
        Assert.True(other.GetProperty("degraded").GetBoolean());
        Assert.False(other.GetProperty("explain").TryGetProperty("note", out _));
    }

    [Fact]
    public async Task What_breaks_says_for_which_revision_and_bucket_also_in_a_batch()
    {
        var (shop, rule) = await ShopAsync("""
            { "service": "g", "name": "r", "candidates": [ { "related": "similar" } ],
              "buckets": [ { "name": "A", "share": 50, "set": { "candidates": [ { "items": ["apple"] } ] } }, { "name": "B", "share": 50 } ] }
            """);
        shop.Relations.Before = (_, _) => throw new InsufficientMemoryException("no room");
        var (a, b) = (Apple with { Bucket = "A" }, Apple with { Bucket = "B" });
        using var fine = await shop.Recommender.RecommendAsync(rule, a, default);
        var single = await Assert.ThrowsAsync<RecommendFailedException>(async () => await shop.Recommender.RecommendAsync(rule, b, default));
        var batch = await Assert.ThrowsAsync<RecommendFailedException>(async () => await shop.Recommender.RecommendAsync([(rule, a), (rule, b)], distinct: true, default));
        Assert.All([single, batch], f => Assert.Equal(("g/r", 7, "B", "no room"), (f.Rule.Key, f.Rule.Version, f.Bucket, f.Cause.Message)));
    }

    [Fact]
    public async Task A_person_stays_in_a_bucket_and_the_shares_are_kept()
    {
        var (shop, rule) = await ShopAsync("""
            { "service": "g", "name": "r", "candidates": [ { "popular": "7d" } ], "buckets": [ { "name": "A", "share": 90 }, { "name": "B", "share": 10 } ] }
            """);
        var inB = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var request = new RecommendRequest { RequestId = $"{i}", User = $"u{i % 10_000}" };
            using var answer = await shop.Recommender.RecommendAsync(rule, request, default);
            using var again = await shop.Recommender.RecommendAsync(rule, request with { RequestId = "other" }, default);
            Assert.Equal(answer.Bucket, again.Bucket);
            if (answer.Bucket == "B") inB++;
        }
        Assert.InRange(inB, 1800, 2200);
    }

    [Fact]
    public async Task A_request_sees_one_state_of_the_items_while_they_change()
    {
        var (shop, rule) = await ShopAsync("""{ "service": "g", "name": "r", "candidates": [ { "items": ["apple", "banana", "cherry", "date"] } ], "filters": [ "@item.status == 'OK'" ] }""");
        using var stop = new CancellationTokenSource();
        var writer = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var status = i % 2 == 0 ? "SOLD_OUT" : "OK";
                await shop.Catalogs.PutAsync("default", [.. new[] { "apple", "banana" }.Select(id => new Domain.Catalogs.ItemDocument(id, JsonSerializer.SerializeToUtf8Bytes(new { id, status }), 0))], default);
            }
        });
        await Parallel.ForAsync(0, 20_000, async (i, cancel) =>
        {
            using var answer = await shop.Recommender.RecommendAsync(rule, Apple, cancel);
            // Both changed in one write, so a page shows both or none.
            Assert.Equal(answer.ItemIds.Contains("apple"), answer.ItemIds.Contains("banana"));
        });
        await stop.CancelAsync();
        await writer;
    }
}
