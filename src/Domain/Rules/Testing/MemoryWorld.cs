using System.Collections.Concurrent;
using Reco.Domain.Catalogs;
using Reco.Domain.Interactions;
using Reco.Domain.Interactions.Counting;
using Reco.Domain.Recommend;

namespace Reco.Domain.Rules.Testing;

/// <summary>All that the flow needs, in memory: the real catalogs, fold, counts and recommender over stores that end with the process. Has no catalog before one is defined.</summary>
public sealed class MemoryWorld : IDisposable
{
    private readonly ConcurrentDictionary<string, Popularity> popularity = new(StringComparer.Ordinal);
    private readonly InteractionTypes types;
    private readonly TimeProvider clock;

    /// <summary>An empty world.</summary>
    /// <param name="types">Known interaction types.</param>
    /// <param name="limits">Bounds.</param>
    /// <param name="clock">The time of requests that name none.</param>
    public MemoryWorld(InteractionTypes types, Limits limits, TimeProvider clock)
    {
        (this.types, this.clock) = (types, clock);
        Items = new MemoryItems(limits);
        Catalogs = new LiveCatalogs(Items);
        Relations = new MemoryRelations(Catalogs.Ids, limits);
        Log = new MemoryLog(Profiles, Counts, limits);
        Rules = new RuleWorld(Catalogs.Find, Relations, Counts, Items, types, limits);
        // Nobody outside could use a cursor of this world: its key needs not be a secret.
        Recommender = new Recommender(Profiles, new MemoryFragments(Items), Counts, new CursorSigner(new byte[32]), limits, clock);
    }

    /// <summary>The store behind <see cref="Catalogs"/>.</summary>
    public MemoryItems Items { get; }
    /// <summary>Items and their declarations.</summary>
    public LiveCatalogs Catalogs { get; }
    /// <summary>Relations.</summary>
    public MemoryRelations Relations { get; }
    /// <summary>People.</summary>
    public MemoryProfiles Profiles { get; } = new();
    /// <summary>What people did: folded and counted when it is appended.</summary>
    public MemoryLog Log { get; }
    /// <summary>What rules are compiled against.</summary>
    public RuleWorld Rules { get; }
    /// <summary>The flow.</summary>
    public Recommender Recommender { get; }

    /// <summary>A rule that can answer: what it reads has values, and the scopes that it names are counted from now on. Or every fault.</summary>
    public async Task<Outcome<CompiledRule>> CompileAsync(StoredRule rule, CancellationToken cancel)
    {
        var compiled = new RuleCompiler(Rules).Compile(rule);
        if (!compiled.Ok) return compiled;
        await Catalogs.FillAsync(compiled.Value.Catalog, cancel).ConfigureAwait(false);
        var counts = Counts(compiled.Value.Catalog.Definition.Name);
        foreach (var (halfLife, scope) in compiled.Value.Scopes) counts.Declare(halfLife, scope);
        return compiled;
    }

    /// <inheritdoc/>
    public void Dispose() => Catalogs.Dispose();

    private Popularity Counts(string catalog) =>
        popularity.GetOrAdd(catalog, name => new Popularity(Catalogs.Ids(name), types, (id, path) => ItemAttributes.Read(Catalogs.Find(name), id, path), clock));
}
