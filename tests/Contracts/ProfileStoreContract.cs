using System.Text;
using Reco.Domain;
using Reco.Domain.Interactions;

namespace Reco.Contracts;

/// <summary>The stores of people and what they did, as one server wires them.</summary>
public sealed record PeopleStores(IProfileStore Profiles, IPeople People, IInteractionLog Log);

/// <summary>What every family of stores promises of people: profiles, merges, export and forgetting.</summary>
public abstract class ProfileStoreContract : IAsyncLifetime
{
    private const string Shop = "shop";

    protected static readonly Limits Limits = Limits.Default with { MergedNames = 3 };

    /// <summary>The stores under test.</summary>
    protected PeopleStores Stores { get; private set; } = null!;

    /// <summary>Opens stores over the same data as before, with <see cref="Limits"/>; empty ones at first.</summary>
    protected abstract Task<PeopleStores> OpenAsync();

    /// <summary>The log delivers again what it delivered: these rows, from its first on.</summary>
    protected abstract Task RedeliverAsync(string catalog, IReadOnlyList<Interaction> rows);

    public abstract Task DisposeAsync();

    public async Task InitializeAsync() => Stores = await OpenAsync();

    private static Interaction Row(string user, string item, string? id = null, string type = "view", long at = 1_750_000_000_000) =>
        new() { User = user, Item = item, Type = type, AtMs = at, Id = id };

    private Task<AppendResult> AppendAsync(params Interaction[] rows) => Stores.Log.AppendAsync(Shop, rows, default);

    private Task PutAsync(string user, string json) => Stores.Profiles.PutAttributesAsync(Shop, [(user, Encoding.UTF8.GetBytes(json))], default);

    private async Task<MergeDecision> MergeAsync(string into, string from) => (await Stores.People.MergeAsync(Shop, into, from, default)).Decision;

    /// <summary>Attributes and viewed items, newest first; null when nothing is known.</summary>
    private async Task<string?> KnownAsync(string user) => await Stores.Profiles.ReadAsync(Shop, user, default) is { } profile
        ? $"{Encoding.UTF8.GetString(profile.AttributesJson.Span)}[{string.Join(' ', profile.History("view").Select(e => profile.ItemId(e)))}]"
        : null;

    private async Task<string?> PersonAsync(string name) => await Stores.People.FindAsync(Shop, name, default) is { } person
        ? $"{person.Name}({string.Join(' ', person.MergedNames)}) {person.Rows}"
        : null;

    private async Task<string> LogAsync(string name)
    {
        var rows = new List<string>();
        await foreach (var row in Stores.People.ReadLogAsync(Shop, name, default)) rows.Add($"{row.User}:{row.Item}");
        return string.Join(' ', rows);
    }

    [Fact]
    public async Task Both_names_are_one_person_after_a_merge_and_after_a_second_start()
    {
        await AppendAsync(Row("ann", "a", at: 1), Row("s", "b", at: 2), Row("ann", "c", at: 3));
        await PutAsync("ann", """{"age":30}""");
        await PutAsync("s", """{"age":1,"device":"tv"}""");
        Assert.Equal(MergeDecision.Merge, await MergeAsync("ann", "s"));
        foreach (var name in (string[])["ann", "s"])
        {
            Assert.Equal("""{"age":30,"device":"tv"}[c b a]""", await KnownAsync(name));
            Assert.Equal("ann(s) 3", await PersonAsync(name));
            Assert.Equal("ann:a ann:c ann:b", await LogAsync(name));
        }
        Stores = await OpenAsync();
        await AppendAsync(Row("s", "d", at: 4));
        Assert.Equal("""{"age":30,"device":"tv"}[d c b a]""", await KnownAsync("ann"));
        Assert.Equal("""{"age":30,"device":"tv"}[d c b a]""", await KnownAsync("s"));
        Assert.Equal("ann(s) 4", await PersonAsync("s"));
        var log = new List<string>();
        await foreach (var row in Stores.Log.ReadAllAsync(Shop, default)) log.Add($"{row.User}:{row.Item}");
        Assert.Equal(["ann:a", "ann:b", "ann:c", "ann:d"], log);
    }

    [Fact]
    public async Task Names_that_nobody_knows_can_be_merged_and_what_comes_later_goes_to_the_account()
    {
        Assert.Equal(MergeDecision.Merge, await MergeAsync("ann", "s"));
        Assert.Null(await KnownAsync("ann"));
        Assert.Equal("ann(s) 0", await PersonAsync("s"));
        await AppendAsync(Row("s", "a"));
        Assert.Equal("[a]", await KnownAsync("ann"));
        await PutAsync("s", """{"x":1}""");
        await PutAsync("s", """{"x":2,"y":2}""");
        Assert.Equal("""{"x":1,"y":2}[a]""", await KnownAsync("ann"));
    }

    [Fact]
    public async Task A_retry_under_either_name_is_harmless()
    {
        await AppendAsync(Row("ann", "a", "1"), Row("s", "b", "2"));
        await MergeAsync("ann", "s");
        Assert.Equal([0, 1, 2], (await AppendAsync(Row("s", "b", "2"), Row("ann", "b", "2"), Row("s", "a", "1"), Row("s", "c", "3"))).Duplicates);
        Assert.Equal("[c b a]", await KnownAsync("ann"));
    }

    [Fact]
    public async Task To_merge_again_changes_nothing()
    {
        await AppendAsync(Row("ann", "a"), Row("s", "b"));
        await MergeAsync("ann", "s");
        Assert.Equal(MergeDecision.AlreadyOne, await MergeAsync("ann", "s"));
        Assert.Equal("[b a]", await KnownAsync("ann"));
        Assert.Equal("ann(s) 2", await PersonAsync("ann"));
    }

    [Fact]
    public async Task Chains_lead_to_the_last_account_and_circles_are_refused()
    {
        await AppendAsync(Row("a", "1", at: 1), Row("b", "2", at: 2), Row("c", "3", at: 3));
        Assert.Equal(MergeDecision.Itself, await MergeAsync("a", "a"));
        await MergeAsync("b", "a");
        Assert.Equal("[2 1]", await KnownAsync("a"));
        await MergeAsync("c", "b");
        await AppendAsync(Row("a", "4", at: 4), Row("b", "5", at: 5));
        foreach (var name in (string[])["a", "b", "c"]) Assert.Equal("[5 4 3 2 1]", await KnownAsync(name));
        Assert.Equal("c(a b) 5", await PersonAsync("a"));
        Assert.Equal(MergeDecision.Cycle, await MergeAsync("a", "c"));
        Assert.Equal(MergeDecision.AlreadyOne, await MergeAsync("a", "b"));
        var other = await Stores.People.MergeAsync(Shop, "d", "a", default);
        Assert.Equal(new MergeResult(MergeDecision.OfAnother, "d", "c"), other);
        Assert.Null(await PersonAsync("d"));
        Assert.Equal(MergeDecision.Merge, await MergeAsync("a", "d"));
        Assert.Equal(MergeDecision.TooManyNames, await MergeAsync("c", "e"));
        Assert.Equal("c(a b d) 5", await PersonAsync("d"));
    }

    [Fact]
    public async Task Catalogs_are_apart()
    {
        await AppendAsync(Row("ann", "a"), Row("s", "b"));
        await Stores.People.MergeAsync("news", "ann", "s", default);
        Assert.Equal("[a]", await KnownAsync("ann"));
        await MergeAsync("ann", "s");
        Assert.NotNull(await Stores.People.ForgetAsync("news", "ann", default));
        Assert.Equal("[b a]", await KnownAsync("ann"));
    }

    [Fact]
    public async Task A_log_that_rewinds_doubles_nothing_after_a_merge()
    {
        Interaction[] rows = [Row("ann", "a", at: 1), Row("s", "b", at: 2), Row("ann", "c", at: 3), Row("s", "d", at: 4)];
        await AppendAsync(rows[..3]);
        await MergeAsync("ann", "s");
        await AppendAsync(rows[3]);
        await RedeliverAsync(Shop, rows);
        Assert.Equal("[d c b a]", await KnownAsync("ann"));
        Assert.Equal("ann(s) 4", await PersonAsync("s"));
    }

    [Fact]
    public async Task A_forgotten_person_leaves_nothing_and_is_told_what_was_there()
    {
        await AppendAsync(Row("ann", "a", "1"), Row("s", "b"), Row("ben", "b"));
        await PutAsync("ann", """{"age":30}""");
        await MergeAsync("ann", "s");
        await AppendAsync(Row("s", "c"));
        var gone = await Stores.People.ForgetAsync(Shop, "s", default);
        Assert.Equal(("ann", "s", 3L), (gone!.Name, Assert.Single(gone.MergedNames), gone.Rows));
        Assert.Equal((1, ("view", 3, 3), 1), (ProfileContents.Of(gone.Profile).Attributes, ProfileContents.Of(gone.Profile).Types.Single(), ProfileContents.Of(gone.Profile).RecentIds));
        for (var start = 0; start < 2; start++)
        {
            foreach (var name in (string[])["ann", "s", "nobody"])
            {
                Assert.Null(await KnownAsync(name));
                Assert.Null(await PersonAsync(name));
                Assert.Equal("", await LogAsync(name));
                Assert.Null(await Stores.People.ForgetAsync(Shop, name, default));
            }
            Assert.Equal("ben() 1", await PersonAsync("ben"));
            Stores = await OpenAsync();
        }
    }

    [Fact]
    public async Task A_log_that_rewinds_does_not_bring_a_forgotten_person_back()
    {
        Interaction[] rows = [Row("ann", "a", "1"), Row("s", "b"), Row("ann", "c"), Row("s", "d"), Row("ben", "e")];
        await AppendAsync(rows[..3]);
        await MergeAsync("ann", "s");
        await AppendAsync(rows[3..]);
        await Stores.People.ForgetAsync(Shop, "ann", default);
        await RedeliverAsync(Shop, rows);
        Assert.Null(await PersonAsync("ann"));
        Assert.Null(await PersonAsync("s"));
        Assert.Equal("[e]", await KnownAsync("ben"));
    }

    [Fact]
    public async Task What_a_forgotten_person_does_later_starts_a_new_history_under_each_name()
    {
        Interaction[] rows = [Row("ann", "a", "1"), Row("s", "b"), Row("ann", "c", "1"), Row("s", "d")];
        await AppendAsync(rows[..2]);
        await MergeAsync("ann", "s");
        await Stores.People.ForgetAsync(Shop, "ann", default);
        // The id is new again: nothing is remembered of the old one.
        Assert.Equal(2, (await AppendAsync(rows[2..])).Accepted);
        Assert.Equal("[c]", await KnownAsync("ann"));
        Assert.Equal("[d]", await KnownAsync("s"));
        Assert.Equal(MergeDecision.Merge, await MergeAsync("ann", "s"));
        await RedeliverAsync(Shop, rows);
        Assert.Equal("[d c]", await KnownAsync("ann"));
        Assert.Equal("ann(s) 2", await PersonAsync("ann"));
    }

    [Fact]
    public async Task Interactions_during_merges_are_all_in_the_account()
    {
        var appends = Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => AppendAsync(Row(i % 2 == 0 ? "a" : "b", $"{i}")))));
        await MergeAsync("b", "a");
        await MergeAsync("c", "b");
        await appends;
        Assert.Equal("c(a b) 100", await PersonAsync("a"));
        Assert.Equal(100, (await Stores.Profiles.ReadAsync(Shop, "b", default))!.Count("view", 0));
    }
}
