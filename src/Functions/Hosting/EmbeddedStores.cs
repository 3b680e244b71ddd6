using Reco.Domain;
using Reco.Domain.Catalogs;
using Reco.Domain.Interactions;
using Reco.Domain.Interactions.Counting;
using Reco.Domain.Recommend;
using Reco.Domain.Rules;
using Reco.Domain.Statistics;
using Reco.Functions.Metrics;
using Reco.Storage.Caching;
using Reco.Storage.Embedded;

namespace Reco.Functions.Hosting;

/// <summary>The stores of one data folder: opened together, loaded in order, closed in the reverse order.</summary>
internal sealed class EmbeddedStores : IAsyncDisposable
{
    private readonly Database database;
    private readonly EmbeddedCounters counters;

    /// <summary>Opens the folder; throws <see cref="DataFolderException"/> with what to do.</summary>
    public EmbeddedStores(Settings settings, Limits limits, InteractionTypes types, TimeProvider clock, DeadLetterMeter meter)
    {
        database = Database.Open(settings.DataFolder);
        Items = new EmbeddedItems(database, limits);
        Catalogs = new LiveCatalogs(Items);
        Relations = new EmbeddedRelations(database, Catalogs.Ids, limits);
        Rules = new EmbeddedRules(database, clock);
        Fragments = new FragmentCache(Items, limits.CachedFragments);
        var letters = new DeadLetterTable(limits, clock, meter.Told);
        counters = new EmbeddedCounters(database, Catalogs, types, clock, letters, new PopularityBounds { ListItems = Math.Max(limits.Take, 1_000) }, StatisticsBounds.Of(limits));
        var profiles = new EmbeddedProfiles(database, limits);
        Profiles = profiles;
        People = new EmbeddedPeople(database, profiles, counters, limits);
        var log = new EmbeddedInteractionLog(database, profiles, counters, letters, limits);
        Log = log;
        DeadLetters = new EmbeddedDeadLetters(database, letters, log);
    }

    /// <summary>Full path of the data folder.</summary>
    public string Folder => database.Folder;

    /// <summary>Items as documents.</summary>
    public IItemStore Items { get; }

    /// <summary>Items as the flow reads them.</summary>
    public LiveCatalogs Catalogs { get; }

    /// <summary>Relations.</summary>
    public IRelations Relations { get; }

    /// <summary>Rules.</summary>
    public IRuleStore Rules { get; }

    /// <summary>Ready-made JSON of items.</summary>
    public IFragments Fragments { get; }

    /// <summary>What is known of people.</summary>
    public IProfileStore Profiles { get; }

    /// <summary>Who is who.</summary>
    public IPeople People { get; }

    /// <summary>What they did.</summary>
    public IInteractionLog Log { get; }

    /// <summary>What could not be folded.</summary>
    public IDeadLetters DeadLetters { get; }

    /// <summary>Counts of a catalog.</summary>
    public IPopularity Popularity(string catalog) => counters.Of(catalog);

    /// <summary>What came of each rule's pages.</summary>
    public RuleStatistics Statistics => counters.Statistics;

    /// <summary>Loads the counts, when catalogs are loaded. Gives what was wrong with what was kept of them, or null.</summary>
    public async Task<string?> LoadCountsAsync(CancellationToken cancel)
    {
        await counters.LoadAsync(cancel);
        return counters.Damage;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await counters.DisposeAsync();
        await database.DisposeAsync();
        Catalogs.Dispose();
    }
}
