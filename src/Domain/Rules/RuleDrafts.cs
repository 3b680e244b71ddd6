using System.Text.Json;
using Reco.Domain.Catalogs;

namespace Reco.Domain.Rules;

/// <summary>
/// Rules compiled to answer calls without serving: drafts of dry runs, and revisions that an operator previews. What they read has values; nothing is stored,
/// and no popularity is counted on their account. Compiles one at a time, apart from <see cref="RulePublisher"/>.
/// </summary>
/// <param name="store">Every revision.</param>
/// <param name="catalogs">Whose columns the rules read.</param>
/// <param name="live">What serves is compiled already.</param>
/// <param name="world">What rules are compiled against; its catalogs are <paramref name="catalogs"/>.</param>
public sealed class RuleDrafts(IRuleStore store, LiveCatalogs catalogs, LiveRules live, RuleWorld world) : IDisposable
{
    /// <summary>Revisions that are kept compiled; the one that was not asked for the longest goes first.</summary>
    private const int MaxKept = 16;

    private readonly RuleCompiler compiler = new(world);
    private readonly SemaphoreSlim compiling = new(1, 1);
    private readonly List<CompiledRule> kept = [];

    /// <summary>Compiles a document under the address that it gives itself, or says everything that is wrong with it. A rule with faults leaves no column behind.</summary>
    public async Task<Outcome<CompiledRule>> CompileAsync(ReadOnlyMemory<byte> json, CancellationToken cancel)
    {
        if (compiler.Check(json) is { Count: > 0 } faults) return faults.ToList();
        using var document = JsonDocument.Parse(json);
        var (service, name) = (document.RootElement.GetProperty("service").GetString()!, document.RootElement.GetProperty("name").GetString()!);
        await compiling.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            return await MakeAsync(new StoredRule(service, name, 0, json), cancel).ConfigureAwait(false);
        }
        finally
        {
            compiling.Release();
        }
    }

    /// <summary>A revision of a rule, whether it serves or not, or why it does not compile now. Null when there is no such revision, or it is a deletion.</summary>
    public async Task<Outcome<CompiledRule>?> RevisionAsync(string service, string name, long revision, CancellationToken cancel)
    {
        var key = $"{service}/{name}";
        if (live.Current.Find(key) is { } serving)
        {
            // Whoever asks for a revision gets it, whether a canary would have chosen them or not.
            if (serving.Version == revision) return serving.Alone;
            if (serving.Canary is { } canary && canary.Rule.Version == revision) return canary.Rule;
        }
        if (Find(key, revision) is { } known) return known;
        await compiling.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (Find(key, revision) is { } compiled) return compiled;
            if (await store.ReadVersionAsync(service, name, revision, cancel).ConfigureAwait(false) is not { Deleted: false } stored) return null;
            var outcome = await MakeAsync(stored, cancel).ConfigureAwait(false);
            if (outcome.Ok) Keep(outcome.Value);
            return outcome;
        }
        finally
        {
            compiling.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => compiling.Dispose();

    private async Task<Outcome<CompiledRule>> MakeAsync(StoredRule stored, CancellationToken cancel)
    {
        if (compiler.Check(stored) is { Count: > 0 } faults) return faults.ToList();
        var outcome = compiler.Compile(stored);
        if (outcome.Ok) await catalogs.FillAsync(outcome.Value.Catalog, cancel).ConfigureAwait(false);
        return outcome;
    }

    /// <summary>A kept rule, unless its catalog was declared anew since: then nothing changes its columns any more.</summary>
    private CompiledRule? Find(string key, long revision)
    {
        lock (kept)
        {
            if (kept.Find(r => r.Version == revision && r.Key == key) is not { } rule) return null;
            kept.Remove(rule);
            if (catalogs.Find(rule.Catalog.Definition.Name) != rule.Catalog) return null;
            kept.Add(rule);
            return rule;
        }
    }

    private void Keep(CompiledRule rule)
    {
        lock (kept)
        {
            if (kept.Count == MaxKept) kept.RemoveAt(0);
            kept.Add(rule);
        }
    }
}
