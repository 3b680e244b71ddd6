namespace Reco.Domain.Tests.Rules;

public class LiveRulesTests
{
    [Fact]
    public async Task A_request_sees_one_version_while_rules_swap()
    {
        using var world = await RuleTestWorld.Create();
        await world.Put("fruit", Version(1));
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(() =>
        {
            var (reads, newest) = (0, 0L);
            do
            {
                var rule = world.Live.Current.Find("grocery/fruit")!;
                // Every part of what one request holds is of the same revision, and no later request sees an older one.
                var number = Number(rule.Version);
                Assert.Equal((number, number, number), (rule.Buckets[0].Limit, rule.Buckets[1].Candidates[0].Take, rule.Buckets[0].Pins[0].At));
                Assert.True(rule.Version >= newest);
                (reads, newest) = (reads + 1, rule.Version);
            }
            while (!stop.IsCancellationRequested);
            return reads;
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();
        for (var version = 2; version <= 2_000; version++) Assert.Empty((await world.Put("fruit", Version(version))).Faults);
        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(readers), reads => Assert.True(reads > 0));
    }

    [Fact]
    public async Task Changes_that_come_together_are_all_kept()
    {
        using var world = await RuleTestWorld.Create();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => world.Put($"rule-{i}", RuleSamples.Rule(name: $"rule-{i}")))));
        Assert.Equal(20, world.Live.Current.All.Count);
        Assert.Equal(20, world.Publisher.Status.Count);
    }

    /// <summary>What stands for a revision where numbers are bounded.</summary>
    private static int Number(long revision) => 1 + (int)(revision % 199);

    /// <summary>A rule whose numbers all tell its revision, so that a mix of two would show.</summary>
    private static string Version(int revision) => Rule(Number(revision));

    private static string Rule(int number) => RuleSamples.Rule(
        $$"""
        "limit": {{number}}, "pins": [ { "item": "banana", "at": {{number}} } ],
        "buckets": [ { "name": "A", "share": 50 }, { "name": "B", "share": 50, "set": { "candidates": [ { "popular": "1d", "take": {{number}} } ] } } ]
        """);
}
