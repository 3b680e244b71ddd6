using Reco.Domain.Rules;

namespace Reco.Domain.Tests.Rules;

/// <summary>Several instances over one store.</summary>
public class InstancesTests
{
    [Fact]
    public async Task An_instance_catches_up_with_what_others_changed_deletions_too()
    {
        using var one = await RuleTestWorld.Create();
        using var two = await RuleTestWorld.Create(one.Rules);
        await one.Put("fruit", RuleSamples.Rule());
        await one.Put("bread", RuleSamples.Rule(name: "bread"));
        await two.Publisher.LoadAsync(default);
        Assert.Equal(2, two.Publisher.Seen);
        var bread = two.Live.Current.Find("grocery/bread");
        await one.Put("fruit", RuleSamples.Rule("\"limit\": 3"));
        await two.Publisher.CatchUpAsync(default);
        Assert.Equal((3, 3), (two.Live.Current.Find("grocery/fruit")!.Version, two.Publisher.Seen));
        Assert.Same(bread, two.Live.Current.Find("grocery/bread"));
        await one.Publisher.DeleteAsync("grocery", "fruit", null, RuleNote.None, default);
        await two.Publisher.CatchUpAsync(default);
        Assert.Null(two.Live.Current.Find("grocery/fruit"));
        Assert.Equal(["grocery/bread"], two.Publisher.Status.Keys);
    }

    [Fact]
    public async Task What_an_instance_published_itself_is_not_compiled_again()
    {
        using var one = await RuleTestWorld.Create();
        await one.Put("fruit", RuleSamples.Rule());
        var (set, rule) = (one.Live.Current, one.Live.Current.Find("grocery/fruit"));
        await one.Publisher.CatchUpAsync(default);
        await one.Publisher.CatchUpAsync(default);
        Assert.Same(rule, one.Live.Current.Find("grocery/fruit"));
        Assert.Same(set, one.Live.Current);
    }

    [Fact]
    public async Task A_change_stands_on_what_others_did_even_unseen()
    {
        using var one = await RuleTestWorld.Create();
        using var two = await RuleTestWorld.Create(one.Rules);
        await one.Put("fruit", RuleSamples.Rule());
        await one.Publisher.StartCanaryAsync("grocery", "fruit", System.Text.Encoding.UTF8.GetBytes(RuleSamples.Rule("\"limit\": 3")), 5, null, RuleNote.None, default);
        // The other instance has not looked yet; still it does not end the canary.
        Assert.Equal(RuleRefusal.CanaryRuns, (await two.Put("fruit", RuleSamples.Rule())).Refusal);
        Assert.Equal(RuleRefusal.Conflict, (await two.Put("bread", RuleSamples.Rule(name: "bread"), ifMatch: 1)).Refusal);
    }

    [Fact]
    public async Task A_change_that_another_instance_overtakes_is_made_again_and_at_last_refused()
    {
        using var one = await RuleTestWorld.Create();
        using var two = await RuleTestWorld.Create(one.Rules);
        var overtaking = 1;
        one.Rules.Before = async () =>
        {
            if (overtaking-- <= 0) return;
            var before = one.Rules.Before;
            one.Rules.Before = null;
            await two.Put("fruit", RuleSamples.Rule("\"limit\": 2"));
            one.Rules.Before = before;
        };
        Assert.Equal(2, (await one.Put("fruit", RuleSamples.Rule("\"limit\": 1"))).Stored!.Revision);
        overtaking = 100;
        Assert.Equal(RuleRefusal.Conflict, (await one.Put("fruit", RuleSamples.Rule("\"limit\": 1"))).Refusal);
        overtaking = 1;
        Assert.Equal(RuleRefusal.Conflict, (await one.Put("fruit", RuleSamples.Rule("\"limit\": 1"), one.Publisher.Status["grocery/fruit"].Newest.Revision)).Refusal);
    }

    [Fact]
    public async Task Rules_in_use_get_their_code_ahead_of_the_switch_and_others_when_they_are_called()
    {
        using var one = await RuleTestWorld.Create();
        using var two = await RuleTestWorld.Create(one.Rules);
        Assert.True((await one.Put("fruit", RuleSamples.Rule("\"rank\": { \"score\": \"@item.price\" }")) is { Stored: not null } && one.Live.Current.Find("grocery/fruit")!.Generated));
        await two.Publisher.LoadAsync(default);
        Assert.False(two.Live.Current.Find("grocery/fruit")!.Generated);
        Assert.NotNull(two.Live.Current.Find("grocery/fruit")!.Buckets[0].Program.Score);
        await one.Put("fruit", RuleSamples.Rule("\"rank\": { \"score\": \"@-item.price\" }"));
        await two.Publisher.CatchUpAsync(default);
        Assert.True(two.Live.Current.Find("grocery/fruit")!.Generated);
    }
}
