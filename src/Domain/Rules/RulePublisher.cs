using Reco.Domain.Catalogs;
using Reco.Domain.Rules.Testing;

namespace Reco.Domain.Rules;

/// <summary>
/// The only writer of <see cref="LiveRules"/>: compiles, fills the columns a rule reads, stores, starts the counts it needs, then swaps one reference.
/// One change at a time; requests go on with what they have and see a change whole or not at all.
/// </summary>
/// <param name="store">Where rules are durable.</param>
/// <param name="catalogs">Whose columns rules read.</param>
/// <param name="live">What serves.</param>
/// <param name="world">What rules are compiled against; its catalogs are <paramref name="catalogs"/>.</param>
public sealed class RulePublisher(IRuleStore store, LiveCatalogs catalogs, LiveRules live, RuleWorld world) : IDisposable
{
    /// <summary>How many revisions before a bad newest one are tried, and how many of them are read at once.</summary>
    private const int MaxLookBack = 100, LookBackPage = 10;

    private readonly RuleCompiler compiler = new(world);
    private readonly RuleChecker checker = new(world);
    private readonly SemaphoreSlim writing = new(1, 1);
    private volatile IReadOnlyDictionary<string, RuleStatus> status = new Dictionary<string, RuleStatus>();

    /// <summary>Every rule of the store by <c>service/name</c>, whether it serves or not.</summary>
    public IReadOnlyDictionary<string, RuleStatus> Status => status;

    /// <summary>The rules whose newest revision does not compile.</summary>
    public IReadOnlyList<RuleStatus> Rejected => [.. status.Values.Where(s => s.Faults.Count > 0)];

    /// <summary>
    /// Takes all rules from the store: at start, and whenever another instance may have changed them. Where the newest revision of a rule
    /// does not compile, the newest one before it that does serves instead; <see cref="Rejected"/> says why.
    /// </summary>
    public Task LoadAsync(CancellationToken cancel) => OneAtATime(async () =>
    {
        var next = new Dictionary<string, RuleStatus>(StringComparer.Ordinal);
        foreach (var stored in await store.ReadAllAsync(cancel).ConfigureAwait(false)) next[stored.Key] = await RestateAsync(stored, cancel).ConfigureAwait(false);
        foreach (var rule in next.Values) await FillAsync(rule.Serving, cancel).ConfigureAwait(false);
        Swap(next);
        return true;
    }, cancel);

    /// <summary>Publishes a rule. When it returns, it is durable and the next request is answered by it.</summary>
    /// <param name="service">The product that shows the recommendations.</param>
    /// <param name="name">The rule's name within it.</param>
    /// <param name="json">The document.</param>
    /// <param name="ifMatch">The revision that the caller wants to change (0: there must be none); null for any.</param>
    /// <param name="note">Who publishes it and why.</param>
    /// <param name="cancel">Gives up before the rule is stored.</param>
    public Task<PutRuleOutcome> PutAsync(string service, string name, ReadOnlyMemory<byte> json, long? ifMatch, RuleNote note, CancellationToken cancel) => OneAtATime(async () =>
    {
        var draft = new StoredRule(service, name, 0, json);
        List<Fault> address = [.. new[] { Words.CheckAddress("service", service), Words.CheckAddress("name", name) }.OfType<Fault>()];
        if (address.Count > 0) return new PutRuleOutcome(null, address);
        if ((await checker.CheckAsync(draft, cancel).ConfigureAwait(false)).Faults is { Count: > 0 } faults) return new PutRuleOutcome(null, faults);
        var compiled = compiler.Compile(draft).Value;
        await FillAsync(compiled, cancel).ConfigureAwait(false);
        if (await store.PutAsync(service, name, json, ifMatch, note, cancel).ConfigureAwait(false) is not { } stored) return new PutRuleOutcome(null, []);
        Swap(new(status) { [stored.Key] = new RuleStatus(stored, compiled.As(stored), []) });
        return new PutRuleOutcome(stored, []);
    }, cancel);

    /// <summary>
    /// Publishes the document of an earlier revision again, as a new revision and checked like any other. Null when the rule has no such revision; a
    /// deletion is told as a fault, as it has no document. Without a comment it gets <c>rollback to N</c>.
    /// </summary>
    public async Task<PutRuleOutcome?> RollbackAsync(string service, string name, long to, long? ifMatch, RuleNote note, CancellationToken cancel)
    {
        // Revisions never change, so that this needs not be one step with storing.
        if (await store.ReadVersionAsync(service, name, to, cancel).ConfigureAwait(false) is not { } old) return null;
        if (old.Deleted) return new PutRuleOutcome(null, [new("$.to", $"revision {to} is a deletion", $"To delete the rule, call DELETE /api/rules/{service}/{name}.")]);
        return await PutAsync(service, name, old.Json, ifMatch, note with { Comment = note.Comment ?? $"rollback to {to}" }, cancel).ConfigureAwait(false);
    }

    /// <summary>Everything that keeps a document from serving; nothing is stored, and its tests are left alone.</summary>
    public IReadOnlyList<Fault> Check(ReadOnlyMemory<byte> json) => compiler.Check(json);

    /// <summary>Everything that keeps a document from being published, its tests too; nothing is stored.</summary>
    public Task<RuleReport> CheckAsync(ReadOnlyMemory<byte> json, CancellationToken cancel) => checker.CheckAsync(json, cancel);

    /// <summary>Deletes a rule. When it returns, the deletion is durable and the next request does not find it.</summary>
    public Task<DeleteRuleOutcome> DeleteAsync(string service, string name, long? ifMatch, RuleNote note, CancellationToken cancel) => OneAtATime(async () =>
    {
        var key = $"{service}/{name}";
        if (await store.DeleteAsync(service, name, ifMatch, note, cancel).ConfigureAwait(false) is null)
        {
            return ifMatch is not null && status.ContainsKey(key) ? DeleteRuleOutcome.Conflict : DeleteRuleOutcome.Unknown;
        }
        var next = new Dictionary<string, RuleStatus>(status);
        next.Remove(key);
        Swap(next);
        return DeleteRuleOutcome.Deleted;
    }, cancel);

    /// <summary>
    /// Declares the attributes of a catalog and lets its rules serve over them. Nothing changes when a serving rule does not compile against them:
    /// then its faults are given, at paths that start with the rule (<c>grocery/fruit: $.filters[0]</c>).
    /// </summary>
    public Task<IReadOnlyList<Fault>> DefineCatalogAsync(CatalogDefinition definition, CancellationToken cancel) => OneAtATime(async () =>
    {
        var next = new Dictionary<string, RuleStatus>(status);
        var faults = await catalogs.DefineAsync(definition, (catalog, _) => Task.FromResult<IReadOnlyList<Fault>>(Recompile(next, catalog)), cancel).ConfigureAwait(false);
        if (faults.Count > 0) return faults;
        Swap(next);
        return [];
    }, cancel);

    /// <inheritdoc/>
    public void Dispose() => writing.Dispose();

    private List<Fault> Recompile(Dictionary<string, RuleStatus> rules, Catalog catalog)
    {
        var (compiler, faults) = (this.compiler.With(catalog), new List<Fault>());
        foreach (var (key, rule) in rules.OrderBy(r => r.Key, StringComparer.Ordinal).ToList())
        {
            var serves = rule.Serving?.Catalog.Definition.Name == catalog.Definition.Name;
            if (!serves && rule.Faults.Count == 0) continue;
            var newest = compiler.Compile(rule.Newest);
            if (newest.Ok)
            {
                rules[key] = new(rule.Newest, newest.Value, []);
                continue;
            }
            var lastGood = serves && rule.Faults.Count > 0 ? compiler.Compile(rule.Serving!.Stored) : newest;
            if (lastGood.Ok) rules[key] = new(rule.Newest, lastGood.Value, newest.Faults);
            else if (serves) faults.AddRange(lastGood.Faults.Select(f => f with { Path = $"{key}: {f.Path}" }));
            else rules[key] = rule with { Faults = newest.Faults };
        }
        return faults;
    }

    private async Task<RuleStatus> RestateAsync(StoredRule stored, CancellationToken cancel)
    {
        var known = status.GetValueOrDefault(stored.Key);
        // A rule stays as it is while neither it nor the columns it reads are other ones.
        if (known?.Newest.Revision == stored.Revision && known.Serving is { } serving && known.Faults.Count == 0 && catalogs.Find(serving.Catalog.Definition.Name) == serving.Catalog) return known;
        var outcome = CompileOrSayWhy(stored);
        return outcome.Ok ? new(stored, outcome.Value, []) : new(stored, await LastGoodAsync(stored, known?.Serving, cancel).ConfigureAwait(false), outcome.Faults);
    }

    /// <summary>
    /// The newest revision before a bad one that compiles, so that an instance that starts now serves what the others do. A deletion ends the search:
    /// what was deleted must not come back. So does <see cref="MaxLookBack"/>; then what served goes on.
    /// </summary>
    private async Task<CompiledRule?> LastGoodAsync(StoredRule bad, CompiledRule? serving, CancellationToken cancel)
    {
        var before = bad.Revision;
        for (var seen = 0; seen < MaxLookBack;)
        {
            var page = await store.ReadVersionsAsync(bad.Service, bad.Name, before, LookBackPage, cancel).ConfigureAwait(false);
            foreach (var older in page)
            {
                if (older.Deleted) return null;
                if (serving?.Version == older.Revision && catalogs.Find(serving.Catalog.Definition.Name) == serving.Catalog) return serving;
                if (CompileOrSayWhy(older, draft: true) is { Ok: true } good) return good.Value;
            }
            if (page.Count < LookBackPage) return null;
            (before, seen) = (page[^1].Revision, seen + page.Count);
        }
        return serving;
    }

    /// <summary>One rule that trips over a bug of the compiler must not keep all others from serving.</summary>
    private Outcome<CompiledRule> CompileOrSayWhy(StoredRule stored, bool draft = false)
    {
        try
        {
            // A draft reserves no columns for a rule that will not serve.
            if (draft && compiler.Check(stored) is { Count: > 0 } faults) return faults.ToList();
            return compiler.Compile(stored);
        }
        catch (Exception bug) when (bug is not OutOfMemoryException)
        {
            return new List<Fault> { new("$", $"the compiler failed: {bug.Message}", "Report this as a bug, with the rule.") };
        }
    }

    /// <summary>What a rule reads has values before its first request.</summary>
    private Task FillAsync(CompiledRule? rule, CancellationToken cancel) => rule is null ? Task.CompletedTask : catalogs.FillAsync(rule.Catalog, cancel);

    /// <summary>Starts the counts that the rules need, then lets them serve.</summary>
    private void Swap(Dictionary<string, RuleStatus> next)
    {
        foreach (var rule in next.Values.Select(s => s.Serving).OfType<CompiledRule>())
        {
            var popularity = world.Popularity(rule.Catalog.Definition.Name);
            foreach (var (halfLife, scope) in rule.Scopes) popularity.Declare(halfLife, scope);
        }
        live.Swap(new RuleSet(next.Values.Select(s => s.Serving).OfType<CompiledRule>()));
        status = next;
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
