using Reco.Domain.Interactions;
using static Reco.Storage.Tests.Embedded.InteractionWorld;

namespace Reco.Storage.Tests.Embedded;

/// <summary>Rows with ids that several callers send at once, cut anywhere, again and in overlapping batches, with kills in between, give what sending them once gives.</summary>
public sealed class EmbeddedDeliveryTests
{
    private static readonly string[] Types = ["view", "click", "impression"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Any_delivery_gives_the_same_profiles_and_counts(int seed)
    {
        var random = new Random(seed);
        // Each person's ids stay within the 256 that are remembered.
        var rows = Enumerable.Range(0, 600).Select(i => Row($"u{random.Next(5)}", $"{(char)('a' + random.Next(10))}", Types[random.Next(3)], $"id{i}", 1_750_000_000_000 + i)).ToArray();
        var folders = Enumerable.Range(0, 6).Select(_ => new TemporaryFolder()).ToArray();
        var worlds = new List<InteractionWorld> { await OpenAsync(folders[0]) };
        foreach (var folder in folders[1..5])
        {
            var world = worlds[^1];
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => random.Next()).ToArray().Select(worker => Task.Run(() => DeliverAsync(world, rows, new Random(worker)))));
            if (random.Next(2) == 0) await world.Counters.SaveAsync(default);
            worlds.Add(await world.KilledAsync(folder));
        }
        await worlds[^1].AppendAsync(rows);
        await using (var once = await OpenAsync(folders[5]))
        {
            await once.AppendAsync(rows);
            Assert.Equal(await ToldAsync(once), await ToldAsync(worlds[^1]));
        }
        foreach (var world in worlds) await world.DisposeAsync();
        foreach (var folder in folders) folder.Dispose();
    }

    private static async Task DeliverAsync(InteractionWorld world, Interaction[] rows, Random random)
    {
        for (var i = 0; i < 10; i++)
        {
            var start = random.Next(rows.Length);
            await world.AppendAsync(rows[start..Math.Min(rows.Length, start + random.Next(1, 60))]);
        }
    }

    private static async Task<string> ToldAsync(InteractionWorld world)
    {
        var told = new List<string> { world.Top(PopularityScope.Everyone) };
        for (var user = 0; user < 5; user++)
        {
            var profile = (await world.Profiles.ReadAsync(Catalog, $"u{user}", default))!;
            foreach (var type in Types) told.Add($"u{user} {type}: {string.Join(' ', profile.History(type).Select(e => $"{profile.ItemId(e)}@{e.AtMs}"))}");
        }
        return string.Join('\n', told);
    }
}
