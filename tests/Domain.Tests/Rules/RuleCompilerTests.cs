using Reco.Domain.Catalogs;
using Reco.Domain.Expressions;
using Reco.Domain.Interactions;
using Reco.Domain.Rules;

namespace Reco.Domain.Tests.Rules;

public class RuleCompilerTests
{
    [Fact]
    public async Task Reports_every_error_in_one_pass()
    {
        using var world = await RuleTestWorld.Create();
        var outcome = world.Compile(
            """
            {
              "service": "grocery", "name": "fruit", "needs": ["usr"],
              "let": { "age": "@days(now - itm.createdAt)" },
              "candidates": [
                { "popular": "7d" },
                { "relatd": "similar", "take": 5 },
                { "history": "purchas" },
                { "query": "@item.color == request.context.color", "take": 0 }
              ],
              "filters": [ "@item.status == 'OK'", "item.ripe", { "drop": "@item.status > 3" } ],
              "rank": { "score": "@0.7 * itm.price" },
              "limitt": 5,
              "pins": [ { "item": "banana", "at": 1, "when": "@item.ripe" } ]
            }
            """);
        Assert.Equal(
            """
            $.needs[0]: "usr" is nothing that a call can give. Write "user", "item" or "context.NAME".
            $.let.age: column 12: unknown name "itm". Did you mean "item"?
            $.candidates[1].relatd: unknown property. Did you mean "related"?
            $.candidates[2].history: unknown interaction type "purchas". Did you mean "purchase"?
            $.candidates[3].query: needs an index: it reads the user, the request or the seed, and compares no declared attribute of the item. Add a condition on an attribute that PUT /api/catalogs/default declares, joined with &&.
            $.candidates[3].take: must be a whole number from 1 to 1000, not 0.
            $.filters[1]: code starts with "@". Write "@item.ripe".
            $.filters[2].drop: column 13: a text is not compared with a number.
            $.rank.score: column 7: unknown name "itm". Did you mean "item"?
            $.limitt: unknown property. Did you mean "limit"?
            $.pins[0].when: column 1: "item" is not known here: this is evaluated once per request, without a candidate.
            """,
            RuleSamples.Text(outcome.Faults));
    }

    [Fact]
    public async Task A_rule_without_options_has_the_documented_defaults()
    {
        using var world = await RuleTestWorld.Create();
        var rule = world.Compile(RuleSamples.Rule()).Value;
        var bucket = Assert.Single(rule.Buckets);
        Assert.Equal(("grocery/fruit", 1L, "default", TimeZoneInfo.Utc), (rule.Key, rule.Version, rule.Catalog.Definition.Name, rule.Zone));
        Assert.Equal((false, false, 0), (rule.NeedsUser, rule.NeedsItem, rule.NeedsContext.Count));
        Assert.Equal((null, 100, 20, FieldShape.Everything, false, 0), (bucket.Name, bucket.Share, bucket.Limit, bucket.Fields, bucket.CountsServed, bucket.DiversifyAtMost));
        var source = Assert.Single(bucket.Candidates);
        Assert.Equal(("popular", 100, 1.0), (source.Kind, source.Take, source.Weight));
    }

    [Fact]
    public async Task Names_what_a_call_must_give()
    {
        using var world = await RuleTestWorld.Create();
        var rule = world.Compile(RuleSamples.Rule("\"needs\": [\"context.device\", \"user\", \"item\"]")).Value;
        Assert.Equal((true, true, "device"), (rule.NeedsUser, rule.NeedsItem, Assert.Single(rule.NeedsContext)));
    }

    [Fact]
    public async Task The_id_comes_first_whether_named_or_not()
    {
        using var world = await RuleTestWorld.Create();
        Assert.Equal(["id", "title", "brand.name"], world.Compile(RuleSamples.Rule("\"fields\": [\"title\", \"id\", \"brand.name\"]")).Value.Buckets[0].Fields.Paths);
        Assert.Equal(["id"], world.Compile(RuleSamples.Rule("\"fields\": []")).Value.Buckets[0].Fields.Paths);
    }

    [Fact]
    public async Task Each_bucket_is_compiled_like_a_rule_of_its_own()
    {
        using var world = await RuleTestWorld.Create();
        var rule = world.Compile(RuleSamples.Rule(
            """
            "rank": { "score": "@item.price" }, "limit": 10,
            "buckets": [
              { "name": "A", "share": 50 },
              { "name": "B", "share": 30, "set": { "rank": null, "limit": 5 } },
              { "name": "C", "share": 20, "set": { "candidates": [ { "items": ["banana"] }, { "popular": "1d", "scope": ["user.region"] } ], "impressions": "served" } } ]
            """)).Value;
        Assert.Equal(["A 50 10 True popular", "B 30 5 False popular", "C 20 10 True items,popular"],
            rule.Buckets.Select(b => $"{b.Name} {b.Share} {b.Limit} {b.Program.Score is not null} {string.Join(',', b.Candidates.Select(c => c.Kind))}"));
        Assert.Equal([false, false, true], rule.Buckets.Select(b => b.CountsServed));
    }

    [Fact]
    public async Task Collects_the_counts_that_all_buckets_and_fallbacks_read_each_once()
    {
        using var world = await RuleTestWorld.Create();
        var rule = world.Compile(RuleSamples.Rule(
            """
            "fallback": [ { "popular": "7d" }, { "popular": "30d", "scope": ["user.ageBand", "context.device"] } ],
            "buckets": [ { "name": "A", "share": 50 }, { "name": "B", "share": 50, "set": { "candidates": [ { "popular": "1h", "scope": ["seed.category"] } ] } } ]
            """)).Value;
        Assert.Equal(["Week ", "Month user.ageBand|context.device", "Hour seed.category"], rule.Scopes.Select(s => $"{s.HalfLife} {s.Scope.Key}"));
        Assert.Empty(world.Popularity("default").Declared);
    }

    [Fact]
    public async Task Knows_the_rules_own_words_of_each_filter()
    {
        using var world = await RuleTestWorld.Create();
        var filters = world.Compile(RuleSamples.Rule(
            """
            "filters": [ "@item.ripe", { "drop": "@item.price > 3" }, { "drop": "@!item.ripe", "rolling": true }, { "keep": "@item.price > 1", "rolling": 4 } ]
            """)).Value.Buckets[0].Filters;
        Assert.Equal(
            [new("@item.ripe", FilterEffect.Keep), new("@item.price > 3", new(true, 0)), new("@!item.ripe", new(true, int.MaxValue)), new CompiledFilter("@item.price > 1", new(false, 4))], filters);
    }

    [Fact]
    public async Task A_declared_interaction_type_is_a_history()
    {
        using var world = await RuleTestWorld.Create();
        var compiler = new RuleCompiler(world.World with { Types = new InteractionTypes(new Dictionary<string, double> { ["finish"] = 1 }) });
        Assert.True(compiler.Compile(RuleSamples.Stored(RuleSamples.Rule(candidates: """[ { "history": "finish" } ]"""))).Ok);
    }

    [Fact]
    public async Task A_check_takes_any_name_and_leaves_no_column_behind()
    {
        using var world = await RuleTestWorld.Create();
        Assert.Empty(world.Compiler.Check("""{ "service": "any", "name": "thing", "candidates": [ { "popular": "7d" } ], "filters": [ "@item.color == 'red'" ] }"""u8.ToArray()));
        Assert.Empty(world.Catalogs.Find("default")!.Unfilled);
    }

    [Fact]
    public async Task Limits_are_the_servers_own()
    {
        using var world = await RuleTestWorld.Create();
        var compiler = new RuleCompiler(world.World with { Limits = Limits.Default with { Take = 5, PageItems = 3 } });
        Assert.Equal(
            """
            $.candidates[0].take: must be a whole number from 1 to 5, not 6.
            $.limit: must be a whole number from 1 to 3, not 4.
            """,
            RuleSamples.Text(compiler.Compile(RuleSamples.Stored(RuleSamples.Rule("\"limit\": 4", candidates: """[ { "popular": "7d", "take": 6 } ]"""))).Faults));
    }

    [Theory]
    [InlineData("{", "\"f$\": 0", "}")]
    [InlineData("""{ "service": "g", "name": "r", "candidates": [""", "0", "] }")]
    [InlineData("""{ "service": "g", "name": "r", "candidates": [{ "popular": "7d", """, "\"f$\": 0", "}] }")]
    [InlineData("""{ "service": "g", "name": "r", "candidates": [{ "popular": "7d" }], "params": {""", "\"f$\": null", "} }")]
    [InlineData("""{ "service": "g", "name": "r", "candidates": [{ "popular": "7d" }], "buckets": [""", """{ "name": "b$", "share": 1, "set": { "limit": 0 } }""", "] }")]
    [InlineData("""{ "service": "g", "name": "r", "candidates": [{ "popular": "7d" }], "filters": [""", "\"@x$\"", "] }")]
    [InlineData("""{ "service": "g", "name": "r", "candidates": [{ "popular": "7d" }], "let": {""", "\"x$\": \"@y$\"", "} }")]
    [InlineData("""{ "a": [""", """{ "b": 0, "b": 0 }""", "] }")]
    [InlineData("""{ "a": [""", "\"\\ud800\"", "] }")]
    public async Task However_much_is_wrong_the_answer_is_short(string before, string repeated, string after)
    {
        using var world = await RuleTestWorld.Create();
        var json = before + string.Join(',', Enumerable.Range(0, 60_000 / (repeated.Length + 6)).Select(i => repeated.Replace("$", $"{i}", StringComparison.Ordinal))) + after;
        var faults = world.Compiler.Check(System.Text.Encoding.UTF8.GetBytes(json));
        Assert.InRange(faults.Count, 1, 101);
        Assert.All(faults, f => Assert.InRange(f.ToString().Length, 1, 1_000));
    }

    [Fact]
    public async Task Names_of_any_length_make_no_long_fault()
    {
        using var world = await RuleTestWorld.Create();
        string name = new('x', 4_000), other = new('y', 60);
        var many = string.Join(", ", Enumerable.Range(0, 64).Select(i => $"\"{other}{i}\": 1"));
        var circle = string.Join(", ", Enumerable.Range(0, 16).Select(i => $"\"{other}{i}\": \"@{other}{(i + 1) % 16} + 1\""));
        foreach (var code in new[] { name, $"{name}()", $"item.{name}()", $"user.{name}(1)", $"any([1], {name} => {name}.a)", $"any([1], {name} => {name[1..]})", $"any([1], {name} => any([1], {name} => 1))", $"params.{name}", $"now > '{name}'", $"now.{name}" })
        {
            var faults = world.Compile(RuleSamples.Rule($"\"params\": {{ {many} }}, \"let\": {{ {circle} }}, \"filters\": [ \"@{code}\" ]")).Faults;
            Assert.NotEmpty(faults);
            Assert.All(faults, f => Assert.InRange(f.ToString().Length, 1, 1_000));
        }
    }

    [Fact]
    public async Task A_property_that_stands_many_times_is_told_once()
    {
        using var world = await RuleTestWorld.Create();
        Assert.Equal("$.params.a: stands twice. Keep one of them.", RuleSamples.Text(world.Compile(RuleSamples.Rule("""  "params": { "a": 1, "a": 2, "a": 3, "a": 4 } """)).Faults));
    }

    [Fact]
    public async Task A_text_that_is_not_Unicode_is_a_fault_wherever_it_stands()
    {
        using var world = await RuleTestWorld.Create();
        Assert.Equal(
            """$.buckets[0].set.params.x: stands twice. Keep one of them.""",
            RuleSamples.Text(world.Compile(RuleSamples.Rule("""  "buckets": [ { "name": "a", "share": 100, "set": { "params": { "x": 1, "x": "\ud800" } } } ] """)).Faults));
    }

    [Fact]
    public async Task A_path_is_no_longer_than_people_read()
    {
        using var world = await RuleTestWorld.Create();
        var name = new string('ä', 300);
        var json = string.Concat(Enumerable.Repeat($"{{\"{name}\":", 30)) + "{\"a\":[0,1],\"a\":2}" + new string('}', 30);
        Assert.All(world.Compiler.Check(System.Text.Encoding.UTF8.GetBytes(json)), f => Assert.InRange(f.Path.Length, 1, 1_000));
    }

    [Fact]
    public async Task A_constant_beyond_the_range_of_numbers_is_a_fault()
    {
        using var world = await RuleTestWorld.Create();
        Assert.Equal(
            """
            $.params.a: must be a finite number, not 1e999.
            $.params.b[1]: must be a finite number, not -1e999.
            """,
            RuleSamples.Text(world.Compile(RuleSamples.Rule("""  "params": { "a": 1e999, "b": [1, -1e999] }, "filters": [ "@params.a > 1" ] """)).Faults));
    }

    [Fact]
    public async Task A_byte_order_mark_is_no_fault()
    {
        using var world = await RuleTestWorld.Create();
        byte[] json = [0xEF, 0xBB, 0xBF, .. System.Text.Encoding.UTF8.GetBytes(RuleSamples.Rule())];
        Assert.True(world.Compiler.Compile(new StoredRule("grocery", "fruit", 1, json)).Ok);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_a_fault()
    {
        using var world = await RuleTestWorld.Create();
        Assert.Equal("$: not valid UTF-8. Send or save the text as UTF-8.", RuleSamples.Text(world.Compiler.Check(new byte[] { 0xFF, 0x7B })));
        Assert.Equal("$: larger than 65536 bytes. Send less at once.", RuleSamples.Text(world.Compiler.Check(new byte[70000])));
    }
}
