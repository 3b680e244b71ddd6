using Reco.Domain;
using Reco.Domain.Catalogs;
using Reco.Domain.Interactions;
using Reco.Domain.Rules;
using Reco.Storage.Embedded;

namespace Reco.Cli.Targets;

/// <summary>The stores of a data folder, held by this process alone while it works.</summary>
internal sealed class FolderStores : IAsyncDisposable
{
    private readonly Database database;
    private readonly EmbeddedCounters counters;
    private readonly RulePublisher rules;

    private FolderStores(Database database, InteractionTypes types, TimeProvider clock)
    {
        this.database = database;
        Types = types;
        var items = new EmbeddedItems(database, Limits.Default);
        Catalogs = new LiveCatalogs(items);
        var profiles = new EmbeddedProfiles(database, Limits.Default);
        Profiles = profiles;
        var letters = new DeadLetterTable(Limits.Default, clock);
        counters = new EmbeddedCounters(database, Catalogs, types, clock, letters);
        var log = new EmbeddedInteractionLog(database, profiles, counters, letters, Limits.Default);
        Log = log;
        DeadLetters = new EmbeddedDeadLetters(database, letters, log);
        Relations = new EmbeddedRelations(database, Catalogs.Ids, Limits.Default);
        var world = new RuleWorld(Catalogs.Find, Relations, counters.Of, items, types, Limits.Default);
        rules = new RulePublisher(new EmbeddedRules(database, clock), Catalogs, new LiveRules(), world, new EmbeddedBus());
    }

    public InteractionTypes Types { get; }

    public LiveCatalogs Catalogs { get; }

    public IProfileStore Profiles { get; }

    public IInteractionLog Log { get; }

    public IDeadLetters DeadLetters { get; }

    public EmbeddedRelations Relations { get; }

    /// <summary>Opens a folder (made when there is none). Its rules are loaded too: they say by which scopes popularity is counted.</summary>
    public static async Task<FolderStores> OpenAsync(string folder, InteractionTypes types, TimeProvider clock, CancellationToken cancel)
    {
        Database database;
        try
        {
            database = Database.Open(folder);
        }
        catch (DataFolderException refused)
        {
            throw new CliException($"{refused.Message}\nWhile a server runs on the folder, give its address instead: http://localhost:7071.");
        }
        var stores = new FolderStores(database, types, clock);
        try
        {
            await stores.Catalogs.LoadAsync(cancel);
            await stores.counters.LoadAsync(cancel);
            await stores.rules.LoadAsync(cancel);
            return stores;
        }
        catch
        {
            await stores.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await counters.DisposeAsync();
        rules.Dispose();
        Catalogs.Dispose();
        await database.DisposeAsync();
    }
}
