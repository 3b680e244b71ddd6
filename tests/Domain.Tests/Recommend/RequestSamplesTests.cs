using Reco.Domain.Recommend;
using Reco.Domain.Rules;
using Reco.Domain.Tests.Rules;

namespace Reco.Domain.Tests.Recommend;

public class RequestSamplesTests
{
    private readonly LiveRules live = new();

    [Fact]
    public async Task The_latest_requests_of_each_rule_are_kept_newest_first()
    {
        using var world = await RuleTestWorld.Create();
        var samples = new RequestSamples(live, Limits.Default);
        var (fruit, bread) = (Rule(world, "fruit", 1, 3), Rule(world, "bread", 2, 3));
        Assert.Equal(("", NoSamples.NoneYet), Latest(samples, fruit));
        foreach (var user in "abcde") samples.Take(fruit, Request($"{user}"));
        samples.Take(bread, Request("z"));
        Assert.Equal(("edc", null), Latest(samples, fruit));
        Assert.Equal(("ed", null), Latest(samples, fruit, most: 2));
        Assert.Equal(("z", null), Latest(samples, bread));
    }

    [Fact]
    public async Task Later_pages_and_rules_that_say_so_are_not_sampled()
    {
        using var world = await RuleTestWorld.Create();
        var samples = new RequestSamples(live, Limits.Default);
        samples.Take(Rule(world, "fruit", 1, 3), Request("a") with { Cursor = "x" });
        samples.Take(Rule(world, "bread", 2, 0), Request("a"));
        Assert.Equal(("", NoSamples.NoneYet), Latest(samples, Rule(world, "fruit", 1, 3)));
        Assert.Equal(("", NoSamples.Off), Latest(samples, Rule(world, "bread", 2, 0)));
    }

    [Fact]
    public async Task A_new_revision_keeps_as_many_as_it_says_and_an_older_one_beside_it_changes_nothing()
    {
        using var world = await RuleTestWorld.Create();
        var samples = new RequestSamples(live, Limits.Default);
        var (old, smaller, off, on) = (Rule(world, "fruit", 1, 4), Rule(world, "fruit", 2, 2), Rule(world, "fruit", 3, 0), Rule(world, "fruit", 4, 2));
        foreach (var user in "abcd") samples.Take(old, Request($"{user}"));
        samples.Take(smaller, Request("e"));
        samples.Take(old, Request("f"));
        Assert.Equal(("fe", null), Latest(samples, smaller));
        samples.Take(off, Request("g"));
        Assert.Equal(("", NoSamples.Off), Latest(samples, off));
        Assert.Equal(("", NoSamples.NoneYet), Latest(samples, on));
    }

    private static RuleStatus Serves(CompiledRule rule) => new(rule.Stored, rule, []);

    [Fact]
    public async Task Without_room_a_rule_has_no_samples_until_others_are_gone()
    {
        using var world = await RuleTestWorld.Create();
        var samples = new RequestSamples(live, Limits.Default with { SampledRequests = 5 });
        var (fruit, bread, milk) = (Rule(world, "fruit", 1, 3), Rule(world, "bread", 2, 3), Rule(world, "milk", 3, 2));
        live.Swap(RuleSet.Empty.With(Serves(fruit), Serves(bread), Serves(milk)));
        foreach (var rule in new[] { fruit, bread, milk }) samples.Take(rule, Request("a"));
        Assert.Equal(("a", null), Latest(samples, fruit));
        Assert.Equal(("", NoSamples.NoRoom), Latest(samples, bread));
        Assert.Equal(("a", null), Latest(samples, milk));
        live.Swap(RuleSet.Empty.With(Serves(bread), Serves(milk)));
        Assert.Equal(("", NoSamples.NoneYet), Latest(samples, bread));
        samples.Take(bread, Request("b"));
        Assert.Equal(("b", null), Latest(samples, bread));
        samples.Take(fruit, Request("c"));
        Assert.Equal(("", NoSamples.NoRoom), Latest(samples, fruit));
    }

    [Fact]
    public async Task A_person_is_forgotten()
    {
        using var world = await RuleTestWorld.Create();
        var samples = new RequestSamples(live, Limits.Default);
        var (fruit, bread) = (Rule(world, "fruit", 1, 3), Rule(world, "bread", 2, 3));
        foreach (var user in "ababa") samples.Take(fruit, Request($"{user}"));
        samples.Take(bread, Request("a"));
        Assert.Equal(["grocery/bread a", "grocery/fruit a", "grocery/fruit a"], samples.Of(["x", "a"]).Select(s => $"{s.Rule} {s.Request.User}").Order());
        Assert.Equal(3, samples.Forget(["x", "a"]));
        Assert.Empty(samples.Of(["x", "a"]));
        Assert.Equal(("b", null), Latest(samples, fruit));
        Assert.Equal(("", NoSamples.NoneYet), Latest(samples, bread));
        samples.Take(fruit, Request("c"));
        Assert.Equal(("cb", null), Latest(samples, fruit));
    }

    [Fact]
    public async Task Many_threads_may_sample_while_the_rule_changes()
    {
        using var world = await RuleTestWorld.Create();
        var samples = new RequestSamples(live, Limits.Default with { SampledRequests = 60 });
        CompiledRule[] revisions = [.. Enumerable.Range(1, 50).Select(i => Rule(world, "fruit", i, 10 + i))];
        Parallel.ForEach(Enumerable.Range(0, 20_000), i =>
        {
            samples.Take(revisions[i / 400], Request("a"));
            if (i % 100 == 0) samples.Forget(["b"]);
        });
        samples.Take(revisions[^1], Request("a"));
        foreach (var user in Enumerable.Range(0, 60)) samples.Take(revisions[0], Request("z"));
        var (latest, reason) = Latest(samples, revisions[^1], most: 1_000);
        Assert.Equal((new string('z', 60), null), (latest, reason));
    }

    private static (string Users, NoSamples? Reason) Latest(RequestSamples samples, CompiledRule rule, int most = 100)
    {
        var (requests, reason) = samples.Latest(rule, most);
        return (string.Concat(requests.Select(r => r.User)), reason);
    }

    private static CompiledRule Rule(RuleTestWorld world, string name, long revision, int sampling) =>
        world.Compiler.Compile(new StoredRule("grocery", name, revision, System.Text.Encoding.UTF8.GetBytes(RuleSamples.Rule($"\"sampling\": {sampling}", name)))).Value;

    private static RecommendRequest Request(string user) => new() { RequestId = "r", User = user };
}
