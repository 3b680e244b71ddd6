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
        Assert.Equal(2, (await Delete("a", "x"))!.Revision);
        Assert.Equal(3, (await Put("b", "y", "1"))!.Revision);
        Assert.Equal(4, (await Put("a", "x", "2"))!.Revision);
    }

    [Fact]
    public async Task A_deleted_rule_is_left_out_and_can_not_be_deleted_again()
    {
        await Put("a", "x", "1");
        Assert.True((await Delete("a", "x"))!.Deleted);
        Assert.Empty(await All());
        Assert.Null(await Delete("a", "x"));
        Assert.Null(await Delete("a", "unknown"));
    }

    [Fact]
    public async Task A_change_for_another_revision_than_the_serving_one_is_refused()
    {
        Assert.Null(await Put("a", "x", "1", ifMatch: 1));
        var first = await Put("a", "x", "1", ifMatch: 0);
        Assert.Null(await Put("a", "x", "2", ifMatch: 0));
        Assert.Null(await Delete("a", "x", first!.Revision + 1));
        var second = await Put("a", "x", "2", ifMatch: first.Revision);
        Assert.Null(await Put("a", "x", "3", ifMatch: first.Revision));
        Assert.NotNull(await Delete("a", "x", second!.Revision));
        Assert.NotNull(await Put("a", "x", "4", ifMatch: 0));
    }

    [Fact]
    public async Task Of_many_who_change_one_revision_one_wins()
    {
        var first = await Put("a", "x", "0");
        var racers = await Task.WhenAll(Enumerable.Range(1, 20).Select(i => Task.Run(() => Put("a", "x", $"{i}", first!.Revision))));
        Assert.Single(racers, r => r is not null);
    }

    [Fact]
    public async Task Every_revision_of_a_rule_is_kept_with_who_when_and_why()
    {
        var before = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var first = await Put("a", "x", "1", note: new RuleNote("안나", "first"));
        await Put("b", "x", "2");
        await Put("a", "y", "3");
        await Delete("a", "x", note: new RuleNote("ben", null));
        await Put("a", "x", "4");
        var versions = await Versions("a", "x");
        Assert.Equal(["5=4  ", "4= ben ", "1=1 안나 first"], versions.Select(Line));
        Assert.Equal([false, true, false], versions.Select(v => v.Deleted));
        Assert.All(versions, v => Assert.InRange(v.AtMs, before, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()));
        Assert.Equal([first!.AtMs, first.AtMs], [versions[^1].AtMs, (await Store.ReadVersionAsync("a", "x", 1, default))!.AtMs]);
        var newest = Assert.Single(await Store.ReadChangesAsync(0, default), r => r.Key == "a/x");
        Assert.Equal((Line(versions[0]), versions[0].AtMs), (Line(newest), newest.AtMs));
        Assert.Empty(await Versions("a", "unknown"));
    }

    [Fact]
    public async Task What_changed_after_a_revision_is_read_once_per_rule_deletions_too()
    {
        Assert.Empty(await Changes(0));
        await Put("a", "x", "1");
        await Put("b", "y", "2");
        await Put("a", "x", "3");
        await Put("c", "z", "4");
        await Delete("b", "y");
        Assert.Equal(["3 a/x 3", "4 c/z 4", "5 b/y "], await Changes(0));
        Assert.Equal(["3 a/x 3", "4 c/z 4", "5 b/y "], await Changes(2));
        Assert.Equal(["5 b/y "], await Changes(4));
        Assert.Empty(await Changes(5));
    }

    [Fact]
    public async Task A_canary_is_kept_with_whom_it_serves()
    {
        await Put("a", "x", "1");
        var stored = await Put("a", "x", "2", canary: new(12.5, 1));
        Assert.Equal(new CanaryTerms(12.5, 1), stored!.Canary);
        Assert.Equal(new CanaryTerms(12.5, 1), Assert.Single(await Store.ReadChangesAsync(0, default)).Canary);
        await Put("a", "x", "3");
        Assert.Equal([null, new CanaryTerms(12.5, 1), null], (await Versions("a", "x")).Select(v => v.Canary));
    }

    [Fact]
    public async Task The_digest_is_of_the_document_and_a_deletion_has_none()
    {
        await Put("a", "x", "1");
        await Delete("a", "x");
        Assert.Equal([null, "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"], (await Versions("a", "x")).Select(v => v.Digest));
    }

    [Fact]
    public async Task Versions_are_read_in_pages()
    {
        for (var i = 1; i <= 5; i++) await Put("a", "x", $"{i}");
        Assert.Equal([5, 4], (await Versions("a", "x", null, 2)).Select(v => v.Revision));
        Assert.Equal([3, 2], (await Versions("a", "x", 4, 2)).Select(v => v.Revision));
        Assert.Equal([1], (await Versions("a", "x", 2, 2)).Select(v => v.Revision));
        Assert.Empty(await Versions("a", "x", 1, 2));
    }

    [Fact]
    public async Task One_revision_is_read_under_its_own_rule_only()
    {
        await Put("a", "x", "1");
        await Put("b", "y", "2");
        await Delete("a", "x");
        Assert.Equal("1=1  ", Line((await Store.ReadVersionAsync("a", "x", 1, default))!));
        Assert.True((await Store.ReadVersionAsync("a", "x", 3, default))!.Deleted);
        Assert.Null(await Store.ReadVersionAsync("a", "x", 2, default));
        Assert.Null(await Store.ReadVersionAsync("a", "x", 4, default));
    }

    private Task<IReadOnlyList<StoredRule>> Versions(string service, string name, long? before = null, int take = 100) => Store.ReadVersionsAsync(service, name, before, take, default);

    private async Task<IEnumerable<string>> Changes(long after) => (await Store.ReadChangesAsync(after, default)).Select(r => $"{r.Revision} {r.Key} {Encoding.UTF8.GetString(r.Json.Span)}");

    private static string Line(StoredRule r) => $"{r.Revision}={Encoding.UTF8.GetString(r.Json.Span)} {r.Note.Author} {r.Note.Comment}";

    /// <summary>Stores a revision; over the newest one unless another is named.</summary>
    private async Task<StoredRule?> Put(string service, string name, string json, long? ifMatch = null, RuleNote? note = null, CanaryTerms? canary = null) =>
        await Store.AppendAsync(new(service, name, 0, Encoding.UTF8.GetBytes(json)) { Note = note ?? RuleNote.None, Canary = canary }, ifMatch ?? await Newest(service, name), default);

    private async Task<StoredRule?> Delete(string service, string name, long? ifMatch = null, RuleNote? note = null) =>
        await Store.AppendAsync(new(service, name, 0, default) { Note = note ?? RuleNote.None }, ifMatch ?? await Newest(service, name), default);

    private async Task<long> Newest(string service, string name) => await Versions(service, name, take: 1) is [{ Deleted: false } newest] ? newest.Revision : 0;

    private async Task<List<string>> All() =>
        [.. (await Store.ReadChangesAsync(0, default)).Where(r => !r.Deleted).Select(r => $"{r.Key}={Encoding.UTF8.GetString(r.Json.Span)}").Order(StringComparer.Ordinal)];
}
