using System.Collections.Concurrent;
using Reco.Domain.Catalogs;
using Reco.Domain.Changes;
using Reco.Domain.Rules.Testing;

namespace Reco.Domain.Rules;

/// <summary>
/// The only writer of <see cref="LiveRules"/>: compiles, fills the columns a rule reads, stores, starts the counts it needs, swaps one reference, then tells the other
/// instances. One change at a time; requests go on with what they have and see a change whole or not at all.
/// </summary>
/// <param name="store">Where rules are durable.</param>
/// <param name="catalogs">Whose columns rules read.</param>
/// <param name="live">What serves.</param>
/// <param name="world">What rules are compiled against; its catalogs are <paramref name="catalogs"/>.</param>
/// <param name="bus">Tells the other instances.</param>
public sealed partial class RulePublisher(IRuleStore store, LiveCatalogs catalogs, LiveRules live, RuleWorld world, IChangeBus bus) : IDisposable
{
    /// <summary>How often a change is tried again that another instance overtook.</summary>
    private const int Attempts = 5;

    private readonly RuleCompiler compiler = new(world);
    private readonly RuleChecker checker = new(world);
    private readonly RuleRestorer restorer = new(store, catalogs, new(world));
    private readonly SemaphoreSlim writing = new(1, 1);
    private long seen;

    /// <summary>Every rule by <c>service/name</c>, whether it serves or not.</summary>
    public IReadOnlyDictionary<string, RuleStatus> Status => live.Current.All;

    /// <summary>The rules whose newest revision does not compile.</summary>
    public IReadOnlyList<RuleStatus> Rejected => [.. Status.Values.Where(s => s.Faults.Count > 0)];

    /// <summary>The revision up to which all changes of all instances are known here.</summary>
    public long Seen => Volatile.Read(ref seen);

    /// <summary>
    /// Takes all rules from the store, at start. Where the newest revision of a rule does not compile, the newest one before it that does serves instead;
    /// <see cref="Rejected"/> says why.
    /// </summary>
    public Task LoadAsync(CancellationToken cancel) => OneAtATime(() => ReadChangesAsync(0, cancel), cancel);

    /// <summary>Takes what other instances have changed since <see cref="Seen"/>.</summary>
    public Task CatchUpAsync(CancellationToken cancel) => OneAtATime(() => ReadChangesAsync(Seen, cancel), cancel);

    /// <summary>Publishes a rule. When it returns, it is durable and the next request is answered by it.</summary>
    /// <param name="service">The product that shows the recommendations.</param>
    /// <param name="name">The rule's name within it.</param>
    /// <param name="json">The document.</param>
    /// <param name="ifMatch">The revision that the caller wants to change (0: there must be none); null for any.</param>
    /// <param name="note">Who publishes it and why.</param>
    /// <param name="cancel">Gives up before the rule is stored.</param>
    public Task<RuleChange> PutAsync(string service, string name, ReadOnlyMemory<byte> json, long? ifMatch, RuleNote note, CancellationToken cancel) =>
        PublishAsync(new(service, name, 0, json) { Note = note }, ifMatch, (status, draft, compiled) => status?.Newest.Canary is not null
            ? RuleRefusal.CanaryRuns
            : new Plan(draft, stored => compiled() with { Stored = stored }), cancel);

    /// <summary>
    /// Publishes the document of an earlier revision again, as a new revision and checked like any other. Null when the rule has no such revision; a
    /// deletion is told as a fault, as it has no document. Without a comment it gets <c>rollback to N</c>.
    /// </summary>
    public async Task<RuleChange?> RollbackAsync(string service, string name, long to, long? ifMatch, RuleNote note, CancellationToken cancel)
    {
        // Revisions never change, so that this needs not be one step with storing.
        if (await store.ReadVersionAsync(service, name, to, cancel).ConfigureAwait(false) is not { } old) return null;
        if (old.Deleted) return new List<Fault> { new("$.to", $"revision {to} is a deletion", $"To delete the rule, call DELETE /api/rules/{service}/{name}.") };
        return await PutAsync(service, name, old.Json, ifMatch, note with { Comment = note.Comment ?? $"rollback to {to}" }, cancel).ConfigureAwait(false);
    }

    /// <summary>Everything that keeps a document from serving; nothing is stored, and its tests are left alone.</summary>
    public IReadOnlyList<Fault> Check(ReadOnlyMemory<byte> json) => compiler.Check(json);

    /// <summary>Everything that keeps a document from being published, its tests too; nothing is stored.</summary>
    public Task<RuleReport> CheckAsync(ReadOnlyMemory<byte> json, CancellationToken cancel) => checker.CheckAsync(json, cancel);

    /// <summary>Deletes a rule, its canary too. When it returns, the deletion is durable and the next request does not find it.</summary>
    public Task<RuleChange> DeleteAsync(string service, string name, long? ifMatch, RuleNote note, CancellationToken cancel) => ChangeAsync(
        $"{service}/{name}", ifMatch, status => status is null ? RuleRefusal.Unknown : new Plan(new(service, name, 0, default) { Note = note }, _ => null), cancel);

    /// <summary>
    /// Declares the attributes of a catalog and lets its rules serve over them. Nothing changes when a serving rule does not compile against them:
    /// then its faults are given, at paths that start with the rule (<c>grocery/fruit: $.filters[0]</c>).
    /// </summary>
    public Task<IReadOnlyList<Fault>> DefineCatalogAsync(CatalogDefinition definition, CancellationToken cancel) => OneAtATime(async () =>
    {
        IReadOnlyList<RuleStatus> moved = [];
        var faults = await catalogs.DefineAsync(
            definition,
            (catalog, _) =>
            {
                var recompiler = new RuleRecompiler(compiler.With(catalog), catalog);
                moved = recompiler.Recompile(live.Current);
                return Task.FromResult<IReadOnlyList<Fault>>(recompiler.Faults);
            },
            cancel).ConfigureAwait(false);
        if (faults.Count == 0) Swap(moved);
        return faults;
    }, cancel);

    /// <inheritdoc/>
    public void Dispose() => writing.Dispose();

    /// <summary>What a change stores, and what serves of it (null: nothing).</summary>
    private sealed record Plan(StoredRule Draft, Func<StoredRule, CompiledRule?> Serve)
    {
        public RuleChange? Refused { get; private init; }

        public static implicit operator Plan(RuleRefusal refusal) => new(null!, null!) { Refused = refusal };

        public static implicit operator Plan(List<Fault> faults) => new(null!, null!) { Refused = faults };
    }

    /// <summary>A change with a document: what is wrong with it, or what is planned with what it compiles to.</summary>
    private async Task<RuleChange> PublishAsync(StoredRule draft, long? ifMatch, Func<RuleStatus?, StoredRule, Func<CompiledRule>, Plan> planner, CancellationToken cancel)
    {
        List<Fault> address = [.. new[] { Words.CheckAddress("service", draft.Service), Words.CheckAddress("name", draft.Name) }.OfType<Fault>()];
        if (address.Count > 0) return address;
        // Its tests may take a while: other changes need not wait for them.
        if ((await checker.CheckAsync(draft, cancel).ConfigureAwait(false)).Faults is { Count: > 0 } faults) return faults.ToList();
        CompiledRule? ready = null;
        return await ChangeAsync(draft.Key, ifMatch, status => planner(status, draft, () => ready!), cancel, prepare: async () =>
        {
            if (ready is not null) return [];
            // Compiled where nothing else changes: a catalog may have been declared anew meanwhile.
            var compiled = compiler.Compile(draft);
            if (!compiled.Ok) return compiled.Faults;
            await FillAsync([compiled.Value], cancel).ConfigureAwait(false);
            compiled.Value.Generate();
            ready = compiled.Value;
            return [];
        }).ConfigureAwait(false);
    }

    /// <summary>Stores one change over what all instances have done so far, serves it and tells the others.</summary>
    private async Task<RuleChange> ChangeAsync(string key, long? ifMatch, Func<RuleStatus?, Plan> planner, CancellationToken cancel, Func<Task<IReadOnlyList<Fault>>>? prepare = null)
    {
        var change = await OneAtATime(async () =>
        {
            for (var attempt = 1; attempt <= Attempts; attempt++)
            {
                await ReadChangesAsync(Seen, cancel).ConfigureAwait(false);
                var status = Status.GetValueOrDefault(key);
                var plan = planner(status);
                if (plan.Refused is { } refused) return refused;
                var newest = status?.Newest.Revision ?? 0;
                if (ifMatch is { } wanted && wanted != newest) return RuleRefusal.Conflict;
                // Nothing is compiled, and no column reserved, for a change that is refused.
                if (prepare is not null && await prepare().ConfigureAwait(false) is { Count: > 0 } faults) return faults.ToList();
                if (await store.AppendAsync(plan.Draft, newest, cancel).ConfigureAwait(false) is not { } stored) continue;
                Swap([new RuleStatus(stored, plan.Serve(stored), [])]);
                return stored;
            }
            return (RuleChange)RuleRefusal.Conflict;
        }, cancel).ConfigureAwait(false);
        if (change.Stored is { } news) await bus.PublishAsync(new Change(ChangeKind.Rule, key, news.Revision)).ConfigureAwait(false);
        return change;
    }

    private async Task<bool> ReadChangesAsync(long after, CancellationToken cancel)
    {
        var changes = await store.ReadChangesAsync(after, cancel).ConfigureAwait(false);
        var foreign = changes.Where(stored => !restorer.IsCurrent(stored, Status.GetValueOrDefault(stored.Key))).ToList();
        var restated = new ConcurrentBag<RuleStatus>();
        await Parallel.ForEachAsync(foreign, cancel, async (stored, stop) =>
        {
            var known = Status.GetValueOrDefault(stored.Key);
            var status = await restorer.RestateAsync(stored, known, stop).ConfigureAwait(false);
            // Rules in use get their code here; others when they are first called, which most of a large set never are.
            if (known?.Serving?.Generated == true)
            {
                foreach (var rule in status.Arms) rule.Generate();
            }
            restated.Add(status);
        }).ConfigureAwait(false);
        await FillAsync(restated.SelectMany(s => s.Arms), cancel).ConfigureAwait(false);
        if (!restated.IsEmpty) Swap(restated);
        if (changes.Count > 0) Volatile.Write(ref seen, Math.Max(seen, changes.Max(c => c.Revision)));
        return true;
    }

    /// <summary>What rules read has values before their first request.</summary>
    private async Task FillAsync(IEnumerable<CompiledRule> rules, CancellationToken cancel)
    {
        foreach (var catalog in rules.Select(r => r.Catalog).Distinct()) await catalogs.FillAsync(catalog, cancel).ConfigureAwait(false);
    }

    /// <summary>Starts the counts that changed rules need, then lets them serve.</summary>
    private void Swap(IEnumerable<RuleStatus> changed)
    {
        foreach (var rule in changed.SelectMany(s => s.Arms))
        {
            var popularity = world.Popularity(rule.Catalog.Definition.Name);
            foreach (var (halfLife, scope) in rule.Scopes) popularity.Declare(halfLife, scope);
        }
        live.Swap(live.Current.With(changed));
    }

    private async Task<T> OneAtATime<T>(Func<Task<T>> change, CancellationToken cancel)
    {
        await writing.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            return await change().ConfigureAwait(false);
        }
        finally
        {
            writing.Release();
        }
    }
}
