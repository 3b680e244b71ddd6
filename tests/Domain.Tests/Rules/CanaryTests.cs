using System.Text;
using Reco.Domain.Catalogs;
using Reco.Domain.Changes;
using Reco.Domain.Recommend;
using Reco.Domain.Rules;

namespace Reco.Domain.Tests.Rules;

public class CanaryTests
{
    private const int People = 20_000;
    private const string Broken = """{ "service": "grocery", "name": "fruit", "candidates": [] }""";

    [Fact]
    public async Task A_canary_serves_its_share_of_the_people_and_the_others_keep_what_they_had()
    {
        using var world = await RunningAsync(share: 5);
        Assert.InRange(Served(world)[2], People * 0.04, People * 0.06);
        Assert.Equal(People, Served(world)[1] + Served(world)[2]);
        var status = world.Publisher.Status["grocery/fruit"];
        Assert.Equal((2, 1, new CanaryTerms(5, 1)), (status.Newest.Revision, status.Serving!.Version, status.Newest.Canary));
    }

    [Fact]
    public async Task Whoever_has_the_canary_keeps_it_while_its_share_grows()
    {
        using var world = await RunningAsync(share: 10);
        var first = WhoGets(world, 2);
        Assert.Equal(new CanaryTerms(30, 1), (await world.Publisher.ShareCanaryAsync("grocery", "fruit", 30, null, RuleNote.None, default)).Stored!.Canary);
        var second = WhoGets(world, 3);
        Assert.Subset(second, first);
        Assert.InRange(second.Count, People * 0.28, People * 0.32);
    }

    [Fact]
    public async Task The_next_canary_is_tried_on_other_people()
    {
        using var world = await RunningAsync(share: 10);
        var first = WhoGets(world, 2);
        await world.Publisher.AbandonCanaryAsync("grocery", "fruit", null, RuleNote.None, default);
        await world.Publisher.StartCanaryAsync("grocery", "fruit", Document(3), 10, null, RuleNote.None, default);
        // Independent: of a tenth, a tenth has both.
        Assert.InRange(WhoGets(world, 4).Intersect(first).Count(), People * 0.008, People * 0.012);
    }

    [Fact]
    public async Task A_person_keeps_the_bucket_in_the_canary()
    {
        using var world = await RuleTestWorld.Create();
        static string Rule(int limit) => RuleSamples.Rule($"\"limit\": {limit}, \"buckets\": [ {{ \"name\": \"A\", \"share\": 50 }}, {{ \"name\": \"B\", \"share\": 50 }} ]");
        await world.Put("fruit", Rule(1));
        await world.Publisher.StartCanaryAsync("grocery", "fruit", Encoding.UTF8.GetBytes(Rule(2)), 50, null, RuleNote.None, default);
        var rule = world.Live.Current.Find("grocery/fruit")!;
        for (var i = 0; i < 1_000; i++)
        {
            var request = Request(i);
            Assert.Equal(BucketChoice.Of(rule, request).Name, BucketChoice.Of(rule.Canary!.Rule, request).Name);
        }
        // And both buckets are in the canary alike.
        var chosen = Enumerable.Range(0, People).Select(Request).Where(r => BucketChoice.Revision(rule, r).Version == 2).CountBy(r => BucketChoice.Of(rule, r).Name!).ToDictionary();
        Assert.InRange(chosen["A"] / (double)(chosen["A"] + chosen["B"]), 0.48, 0.52);
    }

    [Fact]
    public async Task A_promoted_canary_serves_everyone_as_a_new_revision()
    {
        using var world = await RunningAsync(share: 5);
        var stored = (await world.Publisher.PromoteCanaryAsync("grocery", "fruit", null, RuleNote.None, default)).Stored!;
        Assert.Equal((3, null, "canary 2 promoted"), (stored.Revision, stored.Canary, stored.Note.Comment));
        Assert.Equal(People, Served(world)[3]);
        Assert.Equal(2, world.Live.Current.Find("grocery/fruit")!.Buckets[0].Limit);
        Assert.Equal(RuleRefusal.NoCanary, (await world.Publisher.PromoteCanaryAsync("grocery", "fruit", null, RuleNote.None, default)).Refusal);
    }

    [Fact]
    public async Task An_abandoned_canary_leaves_what_served_beside_it_to_everyone()
    {
        using var world = await RunningAsync(share: 5);
        var stored = (await world.Publisher.AbandonCanaryAsync("grocery", "fruit", null, new("ann", null), default)).Stored!;
        Assert.Equal((3, null, new RuleNote("ann", "canary 2 abandoned")), (stored.Revision, stored.Canary, stored.Note));
        Assert.Equal(People, Served(world)[3]);
        Assert.Equal(1, world.Live.Current.Find("grocery/fruit")!.Buckets[0].Limit);
    }

    [Fact]
    public async Task While_a_canary_runs_the_rule_takes_no_other_change_but_its_deletion()
    {
        using var world = await RunningAsync(share: 5);
        Assert.Equal(RuleRefusal.CanaryRuns, (await world.Put("fruit", RuleSamples.Rule())).Refusal);
        Assert.Equal(RuleRefusal.CanaryRuns, (await world.Publisher.RollbackAsync("grocery", "fruit", 1, null, RuleNote.None, default))!.Refusal);
        Assert.Equal(RuleRefusal.CanaryRuns, (await world.Publisher.StartCanaryAsync("grocery", "fruit", Document(3), 5, null, RuleNote.None, default)).Refusal);
        Assert.Equal(2, world.Publisher.Status["grocery/fruit"].Newest.Revision);
        Assert.True((await world.Publisher.DeleteAsync("grocery", "fruit", null, RuleNote.None, default)).Stored!.Deleted);
        Assert.Null(world.Live.Current.Find("grocery/fruit"));
    }

    [Fact]
    public async Task A_canary_needs_a_rule_that_serves_a_good_document_and_the_expected_revision()
    {
        using var world = await RuleTestWorld.Create();
        Assert.Equal(RuleRefusal.Unknown, (await world.Publisher.StartCanaryAsync("grocery", "fruit", Document(1), 5, null, RuleNote.None, default)).Refusal);
        await world.Put("fruit", RuleSamples.Rule());
        Assert.Equal(RuleRefusal.Conflict, (await world.Publisher.StartCanaryAsync("grocery", "fruit", Document(1), 5, ifMatch: 7, RuleNote.None, default)).Refusal);
        Assert.NotEmpty((await world.Publisher.StartCanaryAsync("grocery", "fruit", Encoding.UTF8.GetBytes(Broken), 5, null, RuleNote.None, default)).Faults);
        Assert.Equal(RuleRefusal.NoCanary, (await world.Publisher.ShareCanaryAsync("grocery", "fruit", 5, null, RuleNote.None, default)).Refusal);
        Assert.Equal(RuleRefusal.Unknown, (await world.Publisher.AbandonCanaryAsync("grocery", "fish", null, RuleNote.None, default)).Refusal);
        Assert.Equal(1, world.Publisher.Status["grocery/fruit"].Newest.Revision);
    }

    [Fact]
    public async Task A_new_instance_serves_the_canary_to_the_same_people()
    {
        using var world = await RunningAsync(share: 20);
        using var other = await RuleTestWorld.Create(world.Rules);
        await other.Publisher.LoadAsync(default);
        Assert.Equal(WhoGets(world, 2), WhoGets(other, 2));
        Assert.Equal(1, other.Live.Current.Find("grocery/fruit")!.Version);
    }

    [Fact]
    public async Task A_canary_that_does_not_compile_here_serves_nobody()
    {
        using var world = await RuleTestWorld.Create();
        await world.Put("fruit", RuleSamples.Rule());
        await world.Rules.AppendAsync(new("grocery", "fruit", 0, Encoding.UTF8.GetBytes(Broken)) { Canary = new(50, 1) }, 1, default);
        await world.Publisher.CatchUpAsync(default);
        Assert.Equal(People, Served(world)[1]);
        Assert.Equal(2, Assert.Single(world.Publisher.Rejected).Newest.Revision);
        Assert.NotEmpty((await world.Publisher.PromoteCanaryAsync("grocery", "fruit", null, RuleNote.None, default)).Faults);
        Assert.Equal(3, (await world.Publisher.AbandonCanaryAsync("grocery", "fruit", null, RuleNote.None, default)).Stored!.Revision);
        Assert.Empty(world.Publisher.Rejected);
    }

    [Fact]
    public async Task A_declaration_moves_both_arms_or_none()
    {
        using var world = await RuleTestWorld.Create();
        await world.Put("fruit", RuleSamples.Rule());
        await world.Publisher.StartCanaryAsync(
            "grocery", "fruit", Encoding.UTF8.GetBytes(RuleSamples.Rule("\"filters\": [ \"@item.color == 'green'\" ]")), 50, null, RuleNote.None, default);
        var faults = await world.Publisher.DefineCatalogAsync(Declare("color", AttributeType.Number), default);
        Assert.StartsWith("grocery/fruit: $.filters[0]: column ", RuleSamples.Text(faults), StringComparison.Ordinal);
        Assert.Empty(await world.Publisher.DefineCatalogAsync(Declare("color", AttributeType.Text), default));
        var rule = world.Live.Current.Find("grocery/fruit")!;
        Assert.Equal((world.Catalogs.Find("default"), world.Catalogs.Find("default")), (rule.Catalog, rule.Canary!.Rule.Catalog));
        Assert.Equal((1, 2), (rule.Version, rule.Canary.Rule.Version));
    }

    [Fact]
    public async Task Each_step_is_told_to_the_other_instances()
    {
        using var world = await RunningAsync(share: 5);
        await world.Publisher.ShareCanaryAsync("grocery", "fruit", 10, null, RuleNote.None, default);
        await world.Publisher.PromoteCanaryAsync("grocery", "fruit", null, RuleNote.None, default);
        Assert.Equal([1, 2, 3, 4], world.Bus.All.Select(c => c.Version));
        Assert.All(world.Bus.All, c => Assert.Equal((ChangeKind.Rule, "grocery/fruit"), (c.Kind, c.Key)));
    }

    /// <summary>Revision 1 shows one item; its canary, revision 2, two.</summary>
    private static async Task<RuleTestWorld> RunningAsync(double share)
    {
        var world = await RuleTestWorld.Create();
        await world.Put("fruit", Encoding.UTF8.GetString(Document(1)));
        Assert.Equal(2, (await world.Publisher.StartCanaryAsync("grocery", "fruit", Document(2), share, null, RuleNote.None, default)).Stored!.Revision);
        return world;
    }

    private static byte[] Document(int limit) => Encoding.UTF8.GetBytes(RuleSamples.Rule($"\"limit\": {limit}"));

    private static RecommendRequest Request(int person) => new() { RequestId = "r", User = $"person-{person}" };

    private static Dictionary<long, int> Served(RuleTestWorld world)
    {
        var rule = world.Live.Current.Find("grocery/fruit")!;
        return Enumerable.Range(0, People).CountBy(i => BucketChoice.Revision(rule, Request(i)).Version).ToDictionary();
    }

    private static HashSet<int> WhoGets(RuleTestWorld world, long revision)
    {
        var rule = world.Live.Current.Find("grocery/fruit")!;
        return [.. Enumerable.Range(0, People).Where(i => BucketChoice.Revision(rule, Request(i)).Version == revision)];
    }

    private static CatalogDefinition Declare(string path, AttributeType type) =>
        new("default", System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(RuleTestWorld.Groceries.Append(KeyValuePair.Create(path, type))));
}
