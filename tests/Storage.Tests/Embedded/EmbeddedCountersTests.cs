using System.Text;
using Reco.Domain.Interactions;
using Reco.Storage.Embedded;
using static Reco.Storage.Tests.Embedded.InteractionWorld;

namespace Reco.Storage.Tests.Embedded;

public sealed class EmbeddedCountersTests : IDisposable
{
    private static readonly PopularityScope ByRegion = new(["user.region", "seed.category"]);

    private readonly TemporaryFolder folder = new();
    private readonly TemporaryFolder copy = new();

    public void Dispose()
    {
        folder.Dispose();
        copy.Dispose();
    }

    [Fact]
    public async Task A_kill_before_the_first_snapshot_loses_nothing()
    {
        await using var world = await OpenAsync(folder);
        await world.AppendAsync(Row("u", "a"), Row("u", "b"), Row("u", "a"));
        await using var killed = await world.KilledAsync(copy);
        Assert.Equal("a 2, b 1", killed.Top(PopularityScope.Everyone));
    }

    [Fact]
    public async Task What_a_forgotten_person_did_stays_counted_though_the_process_is_killed_at_once()
    {
        await using var world = await OpenAsync(folder);
        await world.AppendAsync(Row("u", "a"), Row("s", "a"), Row("v", "b"));
        await world.People.MergeAsync(Catalog, "u", "s", default);
        Assert.NotNull(await world.People.ForgetAsync(Catalog, "u", default));
        await using var killed = await world.KilledAsync(copy);
        Assert.Equal("a 2, b 1", killed.Top(PopularityScope.Everyone));
    }

    [Fact]
    public async Task A_kill_after_a_snapshot_loses_and_doubles_nothing_in_any_dimension()
    {
        await using var world = await OpenAsync(folder);
        await world.Profiles.PutAttributesAsync(Catalog, [("u", Encoding.UTF8.GetBytes("""{"region":"north"}"""))], default);
        // As publishing a rule with this scope does.
        world.Catalogs.Find(Catalog)!.Reserve("category");
        await world.Catalogs.FillAsync(world.Catalogs.Find(Catalog)!, default);
        world.Counters.Of(Catalog).Declare(HalfLife.All, ByRegion);
        await world.AppendAsync(Row("u", "a"), Row("u", "b"), Row("v", "a"));
        await world.Counters.SaveAsync(default);
        await world.AppendAsync(Row("u", "a"), Row("v", "c"));
        await using var killed = await world.KilledAsync(copy);
        foreach (var either in (InteractionWorld[])[world, killed])
        {
            Assert.Equal("a 3, b 1, c 1", either.Top(PopularityScope.Everyone));
            Assert.Equal("a 2", either.Top(ByRegion, "north", "fruit"));
            Assert.Equal("b 1", either.Top(ByRegion, "north", "bread"));
            Assert.Equal("a 2, b 1", either.Top(new PopularityScope(["user.region"]), "north"));
        }
    }

    [Fact]
    public async Task An_end_that_can_not_write_its_snapshot_is_an_end_like_a_kill()
    {
        await using (var world = await OpenAsync(folder))
        {
            await world.AppendAsync(Row("u", "a"));
            await using var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(world.Database.Folder, Database.FileName)};Pooling=False");
            await other.OpenAsync();
            await using var held = await other.BeginTransactionAsync();
            await world.Counters.DisposeAsync();
        }
        await using (var world = await OpenAsync(folder)) Assert.Equal("a 1", world.Top(PopularityScope.Everyone));
    }

    [Fact]
    public async Task A_clean_end_writes_the_snapshot_so_that_nothing_is_replayed()
    {
        await using (var world = await OpenAsync(folder))
        {
            world.Counters.Of(Catalog).Declare(HalfLife.All, ByRegion);
            await world.AppendAsync(Row("u", "a"));
        }
        await using (var world = await OpenAsync(folder, load: false))
        {
            using var lease = world.Database.Rent();
            Assert.Equal(1, lease.Session.Scalar("SELECT counted FROM log_head"));
        }
        await using var again = await OpenAsync(folder);
        Assert.Equal("a 1", again.Top(PopularityScope.Everyone));
    }

    [Fact]
    public async Task Rows_that_come_before_the_load_are_counted_by_it()
    {
        await using var world = await OpenAsync(folder, load: false);
        await world.AppendAsync(Row("u", "a"));
        await Task.WhenAll(world.Counters.LoadAsync(default), world.AppendAsync(Row("u", "a")), world.AppendAsync(Row("u", "a")));
        Assert.Equal("a 3", world.Top(PopularityScope.Everyone));
    }

    [Fact]
    public async Task A_click_is_joined_to_its_page_and_counted_once_through_kills_and_ends()
    {
        var page = Page("u", "a", "b");
        Interaction Click(string item) => Row("u", item, "click", at: page.AtMs) with { RequestId = page.RequestId };
        await using (var world = await OpenAsync(folder))
        {
            await world.AppendAsync(page, Click("a"));
            await world.Counters.SaveAsync(default);
            await using var killed = await world.KilledAsync(copy);
            await killed.AppendAsync(Click("a"), page, Click("b"));
            Assert.Equal("1 pages, 2 seen, 2 clicked", Told(killed));
            Assert.Equal("1 pages, 2 seen, 1 clicked", Told(world));
        }
        await using (var world = await OpenAsync(folder)) await world.AppendAsync(Click("a"), Click("b"), Page("", "a"), Page("v", "a"));
        await using var again = await OpenAsync(folder);
        Assert.Equal("3 pages, 4 seen, 2 clicked", Told(again));
        Assert.Null(again.Counters.Damage);
        await again.AppendAsync(Click("b"));
        Assert.Equal("3 pages, 4 seen, 2 clicked", Told(again));
    }

    [Fact]
    public async Task Damaged_statistics_are_made_anew_from_the_log()
    {
        var page = Page("u", "a", "b");
        await using (var world = await OpenAsync(folder)) await world.AppendAsync(page, Row("u", "a", "click", at: page.AtMs) with { RequestId = page.RequestId });
        await using (var world = await OpenAsync(folder, load: false))
        {
            await world.Database.WriteAsync(session => { session.Execute("UPDATE statistics SET snapshot = x'0102'"); return 0; }, default);
        }
        await using var again = await OpenAsync(folder);
        Assert.Equal("1 pages, 2 seen, 1 clicked", Told(again));
        Assert.Equal("a 1", again.Top(PopularityScope.Everyone));
        Assert.Contains("Statistics were counted anew", again.Counters.Damage, StringComparison.Ordinal);
    }

    private static string Told(InteractionWorld world)
    {
        var arm = Assert.Single(world.Counters.Statistics.Read("shop/rule", "click", 1_750_000_000_000).Arms);
        return $"{arm.Pages:0.###} pages, {arm.Total.Impressions:0.###} seen, {arm.Total.Rewards:0.###} clicked";
    }

    [Fact]
    public async Task A_damaged_snapshot_is_made_anew_from_the_log()
    {
        await using (var world = await OpenAsync(folder)) await world.AppendAsync(Row("u", "a"), Row("u", "b"), Row("u", "b"));
        await using (var world = await OpenAsync(folder, load: false))
        {
            await world.Database.WriteAsync(session => { session.Execute("UPDATE popularity SET snapshot = x'0102'"); return 0; }, default);
        }
        await using var again = await OpenAsync(folder);
        Assert.Equal("b 2, a 1", again.Top(PopularityScope.Everyone));
        Assert.Contains("counted anew", again.Counters.Damage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Duplicates_are_not_counted_by_a_replay_either()
    {
        await using var world = await OpenAsync(folder);
        await world.AppendAsync(Row("u", "a", id: "1"), Row("u", "a", id: "1"));
        await using var killed = await world.KilledAsync(copy);
        Assert.Equal("a 1", killed.Top(PopularityScope.Everyone));
    }
}
