using System.Text;
using Reco.Domain.Rules;

namespace Reco.Contracts;

/// <summary>What every store of rules promises.</summary>
public abstract class RuleStoreContract : IAsyncLifetime
{
    protected IRuleStore Store { get; private set; } = null!;

    /// <summary>Opens an empty store.</summary>
    protected abstract Task<IRuleStore> OpenAsync();

    public abstract Task DisposeAsync();

    public async Task InitializeAsync() => Store = await OpenAsync();

    [Fact]
    public async Task The_newest_revision_of_each_rule_is_read()
    {
        await Put("grocery", "fruit", "1");
        await Put("grocery", "fish", "2");
        var newest = await Put("grocery", "fruit", "3");
        Assert.Equal(["grocery/fish=2", "grocery/fruit=3"], await All());
        Assert.Equal(3, newest!.Revision);
    }

    [Fact]
    public async Task Revisions_count_over_all_rules_and_deletions()
    {
        Assert.Equal(1, (await Put("a", "x", "1"))!.Revision);
        Assert.Equal(2, (await Store.DeleteAsync("a", "x", null, default))!.Revision);
        Assert.Equal(3, (await Put("b", "y", "1"))!.Revision);
        Assert.Equal(4, (await Put("a", "x", "2"))!.Revision);
    }

    [Fact]
    public async Task A_deleted_rule_is_left_out_and_can_not_be_deleted_again()
    {
        await Put("a", "x", "1");
        Assert.True((await Store.DeleteAsync("a", "x", null, default))!.Deleted);
        Assert.Empty(await All());
        Assert.Null(await Store.DeleteAsync("a", "x", null, default));
        Assert.Null(await Store.DeleteAsync("a", "unknown", null, default));
    }

    [Fact]
    public async Task A_change_for_another_revision_than_the_serving_one_is_refused()
    {
        Assert.Null(await Put("a", "x", "1", ifMatch: 1));
        var first = await Put("a", "x", "1", ifMatch: 0);
        Assert.Null(await Put("a", "x", "2", ifMatch: 0));
        Assert.Null(await Store.DeleteAsync("a", "x", first!.Revision + 1, default));
        var second = await Put("a", "x", "2", ifMatch: first.Revision);
        Assert.Null(await Put("a", "x", "3", ifMatch: first.Revision));
        Assert.NotNull(await Store.DeleteAsync("a", "x", second!.Revision, default));
        Assert.NotNull(await Put("a", "x", "4", ifMatch: 0));
    }

    [Fact]
    public async Task Of_many_who_change_one_revision_one_wins()
    {
        var first = await Put("a", "x", "0");
        var racers = await Task.WhenAll(Enumerable.Range(1, 20).Select(i => Task.Run(() => Put("a", "x", $"{i}", first!.Revision))));
        Assert.Single(racers, r => r is not null);
    }

    private Task<StoredRule?> Put(string service, string name, string json, long? ifMatch = null) =>
        Store.PutAsync(service, name, Encoding.UTF8.GetBytes(json), ifMatch, default);

    private async Task<List<string>> All() =>
        [.. (await Store.ReadAllAsync(default)).Select(r => $"{r.Key}={Encoding.UTF8.GetString(r.Json.Span)}").Order(StringComparer.Ordinal)];
}
