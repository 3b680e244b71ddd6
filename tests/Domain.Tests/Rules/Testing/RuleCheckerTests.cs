using System.Text;
using System.Text.Json;
using Reco.Domain.Interactions;
using Reco.Domain.Rules.Testing;

namespace Reco.Domain.Tests.Rules.Testing;

/// <summary>Rules that carry tests: what a check says of them. The world where the rule would serve knows no catalog but an empty one.</summary>
public sealed class RuleCheckerTests : IDisposable
{
    private const string Fruit = """[ { "id": "apple", "kind": "fruit", "price": 3 }, { "id": "banana", "kind": "fruit", "price": 2 }, { "id": "cherry", "kind": "fruit", "price": 9 }, { "id": "milk", "price": 1 } ]""";

    private readonly MemoryWorld nothing = new(new InteractionTypes(), Limits.Default, TimeProvider.System);

    public void Dispose() => nothing.Dispose();

    [Fact]
    public async Task Each_expectation_that_fails_says_why()
    {
        var report = await CheckAsync("""
            "candidates": [ { "items": ["apple", "banana", "cherry", "ghost"] } ],
            "filters": [ "@item.price <= 5", { "drop": "@item.id == 'apple'", "rolling": true } ],
            "limit": 1,
            "fallback": [ { "items": ["milk"] } ],
            """, """
            { "name": "all wrong", "world": { "items": ITEMS }, "expect": { "ids": ["cherry", "banana"], "contains": ["apple", "milk", "ghost"], "excludes": ["banana", "milk"],
              "droppedBy": { "cherry": 1, "apple": 1, "banana": 0, "milk": 7 } } },
            { "name": "all right", "world": { "items": ITEMS }, "expect": { "ids": ["banana"], "contains": ["banana"], "excludes": ["apple"], "droppedBy": { "cherry": 0 } } },
            { "name": "another order", "world": { "items": ITEMS }, "request": { "limit": 2 }, "expect": { "ids": ["apple", "banana"] } }
            """);
        Assert.Equal("""
            $.tests[0].expect.ids: "all wrong" expects [cherry, banana], but the page is [banana]: cherry was dropped by filter 0 "@item.price <= 5". Mend the rule or the test.
            $.tests[0].expect.contains: "all wrong" expects [apple, milk, ghost] on the page, but the page is [banana]: apple was moved down by filter 1 "@item.id == 'apple'" and cut by the limit of 1; milk was found by no source (fallback was not asked, since the page was full); ghost is not among the world's items. Mend the rule or the test.
            $.tests[0].expect.excludes: "all wrong" expects none of [banana, milk], but the page is [banana]: banana is there, ranked, found by items apple, banana, cherry, …. Mend the rule or the test.
            $.tests[0].expect.droppedBy.cherry: "all wrong" expects cherry to be dropped by filter 1 "@item.id == 'apple'", but cherry was dropped by filter 0 "@item.price <= 5". Mend the rule or the test.
            $.tests[0].expect.droppedBy.apple: "all wrong" expects apple to be dropped by filter 1 "@item.id == 'apple'", but apple was moved down by filter 1 "@item.id == 'apple'" and cut by the limit of 1. Mend the rule or the test.
            $.tests[0].expect.droppedBy.banana: "all wrong" expects banana to be dropped by filter 0 "@item.price <= 5", but banana is there, ranked, found by items apple, banana, cherry, …. Mend the rule or the test.
            $.tests[0].expect.droppedBy.milk: "all wrong" expects milk to be dropped by filter 7 (there are 2, counted from 0), but milk was found by no source (fallback was not asked, since the page was full). Mend the rule or the test.
            $.tests[2].expect.ids: "another order" expects [apple, banana], but the page is [banana, apple]: the order differs. Mend the rule or the test.
            """, RuleSamples.Text(report.Faults));
        Assert.Equal([("all wrong", false), ("all right", true), ("another order", false)], report.Tests.Select(t => (t.Name, t.Passed)));
    }

    [Fact]
    public async Task What_diversity_or_the_limit_cut_says_so()
    {
        var report = await CheckAsync("""
            "candidates": [ { "items": ["apple", "banana", "cherry", "milk"] } ], "diversify": { "by": "@item.kind", "atMost": 1 }, "limit": 2,
            """, """
            { "name": "cut", "world": { "items": ITEMS }, "expect": { "contains": ["banana"] } },
            { "name": "cut by the limit", "world": { "items": ITEMS }, "request": { "limit": 1 }, "expect": { "contains": ["milk"] } }
            """);
        Assert.Equal("""
            $.tests[0].expect.contains: "cut" expects [banana] on the page, but the page is [apple, milk]: banana was held back by "diversify". Mend the rule or the test.
            $.tests[1].expect.contains: "cut by the limit" expects [milk] on the page, but the page is [apple]: milk was cut by the limit of 1. Mend the rule or the test.
            """, RuleSamples.Text(report.Faults));
    }

    [Fact]
    public async Task Popular_counts_the_interactions_of_the_test_by_half_life_and_scope()
    {
        var report = await CheckAsync("""
            "candidates": [ { "popular": "1d", "scope": ["user.age", "seed.kind", "context.device"], "take": 3 } ],
            """, """
            { "name": "the same age, kind and device first", "world": { "items": ITEMS,
                "users": [ { "id": "ann", "age": "30s" }, { "id": "ben", "age": "30s" }, { "id": "old", "age": "60s" } ],
                "interactions": [
                  { "user": "ben", "item": "banana", "type": "view", "context": { "device": "tv" } }, { "user": "ben", "item": "banana", "type": "view", "context": { "device": "tv" } },
                  { "user": "ben", "item": "cherry", "type": "click", "context": { "device": "tv" } }, { "user": "ben", "item": "apple", "type": "impression", "context": { "device": "tv" } },
                  { "user": "ann", "item": "apple", "type": "purchase", "context": { "device": "tv" } }, { "user": "old", "item": "milk", "type": "view", "context": { "device": "tv" } } ] },
              "request": { "user": "ann", "item": "apple", "context": { "device": "tv" } }, "expect": { "ids": ["banana", "apple", "cherry"] } },
            { "name": "old views fade", "world": { "items": ITEMS, "interactions": [
                { "user": "x", "item": "milk", "type": "view", "at": "2025-12-20T00:00:00Z" }, { "user": "y", "item": "milk", "type": "view", "at": "2025-12-20T00:00:00Z" }, { "user": "x", "item": "apple", "type": "view" } ] },
              "expect": { "ids": ["apple", "milk"] } }
            """);
        Assert.Equal("", RuleSamples.Text(report.Faults));
        Assert.Equal(2, report.Tests.Count);
    }

    [Fact]
    public async Task History_impressions_queries_and_the_clock_are_the_worlds()
    {
        var report = await CheckAsync("""
            "candidates": [ { "query": "@item.price < 5 && item.from <= now", "orderBy": "@-item.price" }, { "history": "view", "weight": 2 }, { "related": "similar", "to": "@user.last('view', 1)" } ],
            "filters": [ { "drop": "@user.impressions(item.id, '3d') >= 1", "rolling": true }, { "drop": "@item.id in user.last('dislike', 5)" } ],
            """, """
            { "name": "all together", "world": { "attributes": { "price": "number", "from": "time" },
                "items": [ { "id": "a", "price": 4, "from": "2026-01-01T00:00:00Z" }, { "id": "b", "price": 3, "from": "2026-01-01T13:00:00Z" }, { "id": "c", "price": 1, "from": "2025-01-01T00:00:00Z" }, { "id": "d", "price": 8 }, { "id": "e" } ],
                "relations": { "similar": [ { "key": "d", "related": [ { "id": "e", "score": 1.5 } ] } ] },
                "interactions": [ { "user": "ann", "item": "d", "type": "view" }, { "user": "ann", "item": "a", "type": "impression" } ] },
              "request": { "user": "ann" }, "expect": { "ids": ["d", "e", "c", "a"] } },
            { "name": "a later moment", "world": { "attributes": { "price": "number", "from": "time" },
                "items": [ { "id": "a", "price": 4, "from": "2026-01-01T00:00:00Z" }, { "id": "b", "price": 3, "from": "2026-01-01T13:00:00Z" } ],
                "interactions": [ { "user": "ann", "item": "a", "type": "dislike" } ] },
              "request": { "user": "ann", "now": "2026-02-01T00:00:00Z" }, "expect": { "ids": ["b"], "droppedBy": { "a": 1 } } }
            """);
        Assert.Equal("", RuleSamples.Text(report.Faults));
    }

    [Fact]
    public async Task A_bucket_is_asked_by_name()
    {
        var report = await CheckAsync("""
            "params": { "most": 2 }, "candidates": [ { "items": ["apple", "banana"] } ], "filters": [ "@item.price <= params.most" ],
            "buckets": [ { "name": "A", "share": 50 }, { "name": "B", "share": 50, "set": { "params": { "most": 3 } } } ],
            """, """
            { "name": "A", "world": { "items": ITEMS }, "request": { "bucket": "A" }, "expect": { "ids": ["banana"] } },
            { "name": "B", "world": { "items": ITEMS }, "request": { "bucket": "B" }, "expect": { "ids": ["apple", "banana"] } }
            """);
        Assert.Equal("", RuleSamples.Text(report.Faults));
    }

    [Fact]
    public async Task Tests_are_not_run_for_a_rule_that_does_not_compile()
    {
        var report = await CheckAsync("\"candidates\": [ { \"items\": [\"a\"] } ], \"filters\": [ \"@itm.x\" ],", """{ "name": "a", "world": {}, "expect": { "ids": ["x"] } }""");
        Assert.Equal("$.filters[0]", Assert.Single(report.Faults).Path);
        Assert.Empty(report.Tests);
    }

    [Fact]
    public async Task Where_faults_are_too_many_to_be_told_one_says_how_many()
    {
        var report = await CheckAsync($"\"candidates\": [ {{ \"items\": [\"a\"] }} ], {string.Concat(Enumerable.Range(0, 150).Select(i => $"\"x{i}\": 1, "))}", "7");
        Assert.Equal("$: 50 more faults. Mend these first.", Assert.Single(report.Faults, f => f.Path == "$").ToString());
        Assert.Equal(101, report.Faults.Count);
    }

    [Fact]
    public async Task Too_many_tests_are_a_fault()
    {
        var report = await CheckAsync("\"candidates\": [ { \"items\": [\"a\"] } ],", string.Join(',', Enumerable.Range(0, 51).Select(i => $$"""{ "name": "{{i}}", "world": {}, "expect": { "ids": [] } }""")));
        Assert.Equal("$.tests: at most 50 tests are allowed, not 51.", RuleSamples.Text(report.Faults));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[[[]]]")]
    [InlineData("[ { \"name\": [], \"world\": { \"items\": [ null, [], { \"id\": {} } ], \"users\": [ 1 ], \"relations\": { \"\": [ {} ], \"x\": [ { \"key\": 7, \"related\": {} } ] }, \"interactions\": [ {}, \"x\", { \"at\": 7 } ] }, \"request\": [], \"expect\": [] } ]")]
    [InlineData("[ { \"name\": \"a\", \"world\": null, \"request\": { \"now\": \"9999-12-31T23:59:59Z\" }, \"expect\": { \"droppedBy\": { \"\": 1, \"b\": 1e99 } } } ]")]
    [InlineData("[ { \"name\": \"a\", \"name\": \"b\", \"world\": { \"items\": [ { \"id\": \"a\", \"id\": \"b\" } ] }, \"expect\": { \"ids\": [\"\\ud800\"] } } ]")]
    public async Task Hostile_tests_give_faults(string tests)
    {
        var json = RuleSamples.Rule($"\"tests\": {tests}");
        var report = await new RuleChecker(nothing.Rules with { Offline = true }).CheckAsync(Encoding.UTF8.GetBytes(json), default);
        Assert.NotEmpty(report.Faults);
        Assert.Empty(report.Tests);
        Assert.Equal(report.Faults.Count, report.Faults.Distinct().Count());
    }

    [Fact]
    public async Task A_world_as_large_as_a_rule_may_be_runs()
    {
        var items = string.Join(',', Enumerable.Range(0, 1_000).Select(i => $$"""{"id":"i{{i}}","x":{{i}}}"""));
        var report = await CheckAsync("\"candidates\": [ { \"query\": \"@item.x >= 0\", \"orderBy\": \"@-item.x\", \"take\": 1000 } ],", $$"""{ "name": "large", "world": { "items": [{{items}}] }, "request": { "limit": 2 }, "expect": { "ids": ["i999", "i998"] } }""");
        Assert.Equal("", RuleSamples.Text(report.Faults));
    }

    [Fact]
    public async Task Nothing_of_a_test_reaches_the_world_where_the_rule_serves()
    {
        using var world = await RuleTestWorld.Create();
        var outcome = await world.Put("fruit", RuleSamples.Rule("""
            "filters": [ "@item.undeclared == 1" ],
            "tests": [ { "name": "a", "world": { "items": [ { "id": "x", "undeclared": 1 } ], "interactions": [ { "user": "u", "item": "x", "type": "view" } ] }, "expect": { "ids": ["y"] } } ]
            """));
        Assert.Equal("$.tests[0].expect.ids: \"a\" expects [y], but the page is [x]: y is not among the world's items; x is there, ranked, found by popular 7d. Mend the rule or the test.", RuleSamples.Text(outcome.Faults));
        Assert.Empty(world.Live.Current.All);
        Assert.Empty(world.Popularity("default").Declared);
        Assert.Empty(world.Catalogs.Find("default")!.Unfilled);
        Assert.False(world.Catalogs.Ids("default").TryGet("x", out _));
    }

    [Fact]
    public async Task A_rule_that_serves_goes_on_though_its_tests_would_fail_now()
    {
        using var world = await RuleTestWorld.Create();
        // Without declarations of its own the test stands on the catalog's.
        var rule = RuleSamples.Rule("""
            "tests": [ { "name": "a", "world": { "items": [ { "id": "x", "price": 1 } ] }, "expect": { "ids": ["x"] } } ]
            """, candidates: """[ { "query": "@item.price > 0" } ]""");
        Assert.Empty((await world.Put("fruit", rule)).Faults);
        var redeclared = new Domain.Catalogs.CatalogDefinition("default", System.Collections.Frozen.FrozenDictionary<string, Domain.Catalogs.AttributeType>.Empty);
        Assert.Empty(await world.Publisher.DefineCatalogAsync(redeclared, default));
        await world.Publisher.LoadAsync(default);
        Assert.Single(world.Live.Current.All);
    }

    private Task<RuleReport> CheckAsync(string rule, string tests)
    {
        var json = $$"""{ "service": "grocery", "name": "fruit", {{rule}} "tests": [ {{tests.Replace("ITEMS", Fruit, StringComparison.Ordinal)}} ] }""";
        using var document = JsonDocument.Parse(json);
        return new RuleChecker(nothing.Rules with { Offline = true }).CheckAsync(RuleSamples.Stored(json), default);
    }
}
