using Reco.Domain;
using Reco.Domain.Interactions;
using static Reco.Storage.Tests.Embedded.InteractionWorld;

namespace Reco.Storage.Tests.Embedded;

public sealed class EmbeddedDeadLettersTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TemporaryFolder copy = new();

    public void Dispose()
    {
        folder.Dispose();
        copy.Dispose();
    }

    private static Task DamageAsync(InteractionWorld world, string user) =>
        world.SqlAsync($"CREATE TABLE IF NOT EXISTS kept AS SELECT * FROM people WHERE user = '{user}'; UPDATE people SET profile = x'01' WHERE user = '{user}'");

    private static Task RepairAsync(InteractionWorld world) => world.SqlAsync("UPDATE people SET profile = kept.profile FROM kept WHERE kept.n = people.n");

    private static async Task<string[]> ToldAsync(InteractionWorld world) =>
        [.. (await world.Letters.ReadAsync(null, 100, default))!.Letters.Select(l => $"{l.Id} {l.User} {l.Row?.Item} {l.Failure.Reason}")];

    private static string Told(ReplayResult result) => $"{result.Replayed} replayed, {result.Duplicates} duplicates, {result.Failed} failed, unknown: {string.Join(' ', result.Unknown)}";

    [Fact]
    public async Task Rows_of_a_damaged_profile_become_letters_and_the_others_are_folded()
    {
        await using var world = await OpenAsync(folder);
        await world.AppendAsync(Row("u", "a"));
        await DamageAsync(world, "u");
        var result = await world.AppendAsync(Row("u", "b", id: "1"), Row("t", "c"), Row("u", "d"));
        Assert.Equal(3, result.Accepted);
        Assert.Empty(result.Duplicates);
        Assert.Equal(["c"], await world.LastAsync("t"));
        Assert.Equal("a 1, c 1", world.Top(PopularityScope.Everyone));
        Assert.Equal(["1 u b DamagedProfile", "2 u d DamagedProfile"], await ToldAsync(world));
        Assert.Equal([DeadLetterReason.DamagedProfile, DeadLetterReason.DamagedProfile], Assert.Single(world.Notices).Reasons);
        await using var killed = await world.KilledAsync(copy);
        Assert.Equal(["1 u b DamagedProfile", "2 u d DamagedProfile"], await ToldAsync(killed));
        Assert.Equal("a 1, c 1", killed.Top(PopularityScope.Everyone));
    }

    [Fact]
    public async Task A_replay_folds_the_row_under_its_old_id_once()
    {
        await using var world = await OpenAsync(folder);
        await world.AppendAsync(Row("u", "a"));
        await DamageAsync(world, "u");
        await world.AppendAsync(Row("u", "b", id: "1"), Row("u", "d"));
        await world.AppendAsync(Row("u", "b", id: "1"));
        Assert.Equal("0 replayed, 0 duplicates, 3 failed, unknown: ", Told(await world.Letters.ReplayAsync(null, default)));
        Assert.Equal(["4 u b DamagedProfile", "5 u d DamagedProfile", "6 u b DamagedProfile"], await ToldAsync(world));
        await RepairAsync(world);
        Assert.Equal("2 replayed, 0 duplicates, 0 failed, unknown: 1 x", Told(await world.Letters.ReplayAsync(["1", "5", "x", "4", "5"], default)));
        Assert.Equal("0 replayed, 1 duplicates, 0 failed, unknown: ", Told(await world.Letters.ReplayAsync(null, default)));
        Assert.Equal(["b", "d", "a"], await world.LastAsync("u"));
        Assert.Equal("a 1, b 1, d 1", world.Top(PopularityScope.Everyone));
        Assert.Equal([1], (await world.AppendAsync(Row("u", "e"), Row("u", "b", id: "1"))).Duplicates);
        Assert.Empty(await ToldAsync(world));
    }

    [Fact]
    public async Task A_row_that_would_make_the_profile_too_large_becomes_a_letter()
    {
        await using var world = await OpenAsync(folder, limits: Limits.Default with { ProfileBytes = 400 });
        var large = new string('x', 240);
        await world.AppendAsync(Row("u", "a"), Row("u", large), Row("u", "b"));
        Assert.Equal(["b", "a"], await world.LastAsync("u"));
        Assert.Equal([$"1 u {large} ProfileTooLarge"], await ToldAsync(world));
        Assert.Contains("the limit is 400", (await world.Letters.ReadAsync(null, 1, default))!.Letters[0].Failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_of_the_log_that_can_not_be_decoded_become_letters_wherever_they_are_met()
    {
        await using (var world = await OpenAsync(folder))
        {
            await world.AppendAsync(Row("u", "a"), Row("u", "b"), Row("u", "c"));
            await world.SqlAsync("UPDATE interactions SET row = substr(row, 1, 12) WHERE sequence = 1; UPDATE interactions SET row = CAST(x'02' || substr(row, 2) AS BLOB) WHERE sequence = 2");
            await using var killed = await world.KilledAsync(copy);
            Assert.Equal("c 1", killed.Top(PopularityScope.Everyone));
            Assert.Equal(["1 u  Undecodable", "2 u  Undecodable"], await ToldAsync(killed));
            var rows = new List<string?>();
            await foreach (var row in world.Log.ReadAllAsync(Catalog, default)) rows.Add(row.Item);
            Assert.Equal(["c"], rows);
            Assert.Equal("0 replayed, 0 duplicates, 2 failed, unknown: ", Told(await world.Letters.ReplayAsync(null, default)));
            Assert.Equal(["1 u  Undecodable", "2 u  Undecodable"], await ToldAsync(world));
            // As a newer server would read it again: the row goes back to its place and is not folded twice.
            await world.SqlAsync("UPDATE dead_letters SET row = CAST(x'01' || substr(row, 2) AS BLOB) WHERE sequence = 2");
            Assert.Equal("1 replayed, 0 duplicates, 1 failed, unknown: ", Told(await world.Letters.ReplayAsync(null, default)));
            Assert.Equal(3, (await world.Profiles.ReadAsync(Catalog, "u", default))!.Count("view", 0));
        }
        await using var again = await OpenAsync(folder);
        Assert.Equal("a 1, b 1, c 1", again.Top(PopularityScope.Everyone));
    }

    [Fact]
    public async Task When_there_are_too_many_the_oldest_go()
    {
        await using var world = await OpenAsync(folder, limits: Limits.Default with { DeadLetters = 3, DeadLetterBytes = 100 });
        await world.AppendAsync(Row("u", "a"));
        await DamageAsync(world, "u");
        await world.AppendAsync([.. Enumerable.Range(0, 5).Select(i => Row("u", $"i{i}"))]);
        Assert.Equal(2, world.Notices.Single().Dropped);
        Assert.Equal(["3 u i2 DamagedProfile", "4 u i3 DamagedProfile", "5 u i4 DamagedProfile"], await ToldAsync(world));
        await world.AppendAsync(Row("u", new string('x', 80)));
        Assert.Equal([$"6 u {new string('x', 80)} DamagedProfile"], await ToldAsync(world));
    }

    [Fact]
    public async Task Letters_are_read_in_pages()
    {
        await using var world = await OpenAsync(folder);
        await world.AppendAsync(Row("u", "a"));
        await DamageAsync(world, "u");
        await world.AppendAsync([.. Enumerable.Range(0, 5).Select(i => Row("u", $"i{i}"))]);
        var first = (await world.Letters.ReadAsync(null, 3, default))!;
        Assert.Equal(5, first.Total);
        Assert.Equal(["1", "2", "3"], first.Letters.Select(l => l.Id));
        Assert.Equal(["4", "5"], (await world.Letters.ReadAsync("3", 3, default))!.Letters.Select(l => l.Id));
    }

    [Fact]
    public async Task A_letter_of_the_same_place_in_a_log_is_kept_once()
    {
        await using var world = await OpenAsync(folder);
        var letter = new DeadLetter("log/1", 7, Catalog, "u", 5, new(DeadLetterReason.Fault, "x")) { Row = Row("u", "a") };
        await world.Letters.AddAsync([letter, letter with { Sequence = 9 }], default);
        await world.Letters.AddAsync([letter], default);
        Assert.Equal([7, 9], await world.Letters.FindAsync("log/1", 1, 9, default));
        Assert.Empty(await world.Letters.FindAsync("log/0", 1, 9, default));
        Assert.Equal("2 replayed, 0 duplicates, 0 failed, unknown: ", Told(await world.Letters.ReplayAsync(null, default)));
        await world.Letters.AddAsync([letter], default);
        Assert.Equal("0 replayed, 1 duplicates, 0 failed, unknown: ", Told(await world.Letters.ReplayAsync(null, default)));
    }

    [Fact]
    public async Task A_forgotten_person_leaves_no_letters()
    {
        await using var world = await OpenAsync(folder);
        await world.AppendAsync(Row("u", "a"));
        await DamageAsync(world, "u");
        await world.AppendAsync(Row("u", "b"));
        Assert.NotNull(await world.People.ForgetAsync(Catalog, "u", default));
        Assert.Equal(0, (await world.Letters.ReadAsync(null, 9, default))!.Total);
        await world.AppendAsync(Row("u", "c"));
        Assert.Equal(["c"], await world.LastAsync("u"));
    }
}
