using Reco.Domain.Catalogs;

namespace Reco.Domain.Rules;

/// <summary>
/// From what the store has of a rule to what serves of it, the same on every instance: the newest revision; where that does not compile, the newest one before it that
/// does; and while a canary runs, both it and the revision beside it.
/// </summary>
/// <param name="store">Every revision.</param>
/// <param name="catalogs">Whose columns rules read.</param>
/// <param name="compiler">Compiles against them.</param>
internal sealed class RuleRestorer(IRuleStore store, LiveCatalogs catalogs, RuleCompiler compiler)
{
    /// <summary>How many revisions before a bad newest one are tried, and how many of them are read at once.</summary>
    private const int MaxLookBack = 100, LookBackPage = 10;

    /// <summary>Whether what is known of a rule is what the store has, or newer, over the catalog as it is.</summary>
    public bool IsCurrent(StoredRule stored, RuleStatus? known) =>
        known is not null && (known.Newest.Revision > stored.Revision || (known.Newest.Revision == stored.Revision && known.Faults.Count == 0 && Fresh(known.Serving)));

    /// <summary>How a rule stands whose newest revision this is. What is known and still good is kept.</summary>
    public async Task<RuleStatus> RestateAsync(StoredRule newest, RuleStatus? known, CancellationToken cancel)
    {
        if (newest.Deleted) return new(newest, null, []);
        if (newest.Canary is { } terms) return await WithCanaryAsync(newest, terms, known, cancel).ConfigureAwait(false);
        var outcome = CompileOrSayWhy(newest);
        return outcome.Ok ? new(newest, outcome.Value, []) : new(newest, await LastGoodAsync(newest, known?.Serving, cancel).ConfigureAwait(false), outcome.Faults);
    }

    private async Task<RuleStatus> WithCanaryAsync(StoredRule newest, CanaryTerms terms, RuleStatus? known, CancellationToken cancel)
    {
        var beside = known?.Serving?.Version == terms.Beside && Fresh(known.Serving) ? known.Serving : null;
        if (beside is null && await store.ReadVersionAsync(newest.Service, newest.Name, terms.Beside, cancel).ConfigureAwait(false) is { Canary: null } stored)
        {
            beside = (await RestateAsync(stored, known: null, cancel).ConfigureAwait(false)).Serving;
        }
        // A trial of some people must never become what everyone gets because the other revision is gone.
        if (beside is null) return new(newest, null, [new("$", $"revision {terms.Beside}, which serves beside this canary, does not compile", "Promote the canary or publish the rule anew.")]);
        var canary = CompileOrSayWhy(newest);
        return canary.Ok ? new(newest, beside with { Canary = new(canary.Value, terms) }, []) : new(newest, beside.Alone, canary.Faults);
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
                // Canaries never served everyone.
                if (older.Canary is not null) continue;
                if (serving?.Version == older.Revision && Fresh(serving)) return serving.Alone;
                if (CompileOrSayWhy(older, draft: true) is { Ok: true } good) return good.Value;
            }
            if (page.Count < LookBackPage) return null;
            (before, seen) = (page[^1].Revision, seen + page.Count);
        }
        return serving?.Alone;
    }

    private bool Fresh(CompiledRule? rule) => rule is not null && catalogs.Find(rule.Catalog.Definition.Name) == rule.Catalog;

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
}
