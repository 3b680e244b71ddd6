using Reco.Contracts;
using Reco.Domain;
using Reco.Domain.Catalogs;
using Reco.Domain.Changes;
using Reco.Domain.Recommend;
using Reco.Domain.Rules;
using Reco.Storage.Embedded;

namespace Reco.Storage.Tests.Embedded;

public sealed class EmbeddedItemsTests : ItemStoreContract
{
    private readonly TestDatabase data = new();

    protected override Task<IItemStore> OpenAsync() => Task.FromResult<IItemStore>(new EmbeddedItems(data.Database, Limits.Default));

    public override Task DisposeAsync() => data.CloseAsync();
}

public sealed class EmbeddedBusTests : ChangeBusContract
{
    protected override Task<(IChangeBus One, IChangeBus Two)> OpenAsync()
    {
        // Embedded there is one instance.
        var bus = new EmbeddedBus();
        return Task.FromResult<(IChangeBus, IChangeBus)>((bus, bus));
    }

    public override Task DisposeAsync() => Task.CompletedTask;
}

public sealed class EmbeddedRulesTests : RuleStoreContract
{
    private readonly TestDatabase data = new();

    protected override Task<IRuleStore> OpenAsync() => Task.FromResult<IRuleStore>(new EmbeddedRules(data.Database, TimeProvider.System));

    public override Task DisposeAsync() => data.CloseAsync();

    [Fact]
    public async Task Revisions_of_a_server_that_kept_no_notes_are_read()
    {
        var folder = Directory.CreateTempSubdirectory("reco-test-").FullName;
        using (var session = Session.Open(Path.Combine(folder, Database.FileName), reader: false))
        {
            Schema.Migrate(session, 2);
            session.Execute("INSERT INTO rules (revision, service, name, at_ms, json, deleted) VALUES (1, 'a', 'x', 1700000000000, x'31', 0); UPDATE counters SET value = 1 WHERE name = 'rules'");
        }
        await using (var database = Database.Open(folder))
        {
            var store = new EmbeddedRules(database, TimeProvider.System);
            await store.AppendAsync(new("a", "x", 0, "2"u8.ToArray()) { Note = new("ann", null) }, expected: 1, default);
            Assert.Equal(
                [(2, "ann", null), (1, null, null)], (await store.ReadVersionsAsync("a", "x", null, 10, default)).Select(v => (v.Revision, v.Note.Author, v.Note.Comment)));
            Assert.Equal(1_700_000_000_000, (await store.ReadVersionAsync("a", "x", 1, default))!.AtMs);
        }
        Directory.Delete(folder, recursive: true);
    }
}

public sealed class EmbeddedRelationsTests : RelationsContract
{
    private readonly TestDatabase data = new();

    protected override Task<IRelations> OpenAsync() => Task.FromResult<IRelations>(Open());

    public override Task DisposeAsync() => data.CloseAsync();

    [Fact]
    public async Task Lists_that_an_interrupted_replacement_left_are_gone_after_the_next_start()
    {
        await Store.UpsertAsync("shop", "similar", [Row("a", ("old", 1))], default);
        await data.Database.WriteAsync(
            session => RelationTables.Put(session, RelationTables.Begin(session, "shop", "similar"), [.. Enumerable.Range(0, 5_000).Select(i => ("k" + i, new byte[] { 1 }))]),
            default);
        await data.ReopenAsync();
        await Open().Cleaning;
        using var lease = data.Database.Rent();
        Assert.Equal(1, lease.Session.Scalar("SELECT count(*) FROM relation_lists"));
        Assert.Equal(1, lease.Session.Scalar("SELECT count(*) FROM relation_versions"));
    }

    private EmbeddedRelations Open() => new(data.Database, _ => Ids, Limits.Default with { CachedLists = 100 });
}
