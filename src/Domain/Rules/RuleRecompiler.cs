using Reco.Domain.Catalogs;

namespace Reco.Domain.Rules;

/// <summary>Takes rules over to another declaration of their catalog, unless one that serves would break.</summary>
/// <param name="compiler">Compiles against the new declaration.</param>
/// <param name="catalog">The new declaration.</param>
internal sealed class RuleRecompiler(RuleCompiler compiler, Catalog catalog)
{
    /// <summary>Serving rules that do not compile any more; their paths start with the rule.</summary>
    public List<Fault> Faults { get; } = [];

    /// <summary>The rules that stand differently over the new declaration.</summary>
    public IReadOnlyList<RuleStatus> Recompile(RuleSet rules) =>
        [.. rules.All.Values.Where(Concerned).OrderBy(r => r.Newest.Key, StringComparer.Ordinal).Select(Recompile).OfType<RuleStatus>()];

    /// <summary>What serves over this catalog, and what waits for a declaration under which it compiles.</summary>
    private bool Concerned(RuleStatus rule) => rule.Serving?.Catalog.Definition.Name == catalog.Definition.Name || rule.Faults.Count > 0;

    private RuleStatus? Recompile(RuleStatus rule)
    {
        var serves = rule.Serving is { } serving && serving.Catalog.Definition.Name == catalog.Definition.Name ? rule.Serving : null;
        var newest = compiler.Compile(rule.Newest);
        // A canary has the revision beside it to go on, too.
        if (newest.Ok && rule.Newest.Canary is null) return new(rule.Newest, Ready(newest.Value, serves), []);
        if (serves is null) return rule with { Faults = newest.Ok ? rule.Faults : newest.Faults };
        // What serves and is not the newest: the revision beside a canary, or the last good one.
        var other = rule.Newest.Canary is not null || rule.Faults.Count > 0 ? compiler.Compile(serves.Stored) : newest;
        if (!newest.Ok && (rule.Faults.Count == 0 || !other.Ok)) return Break(rule, newest.Faults);
        if (!other.Ok) return Break(rule, other.Faults);
        var canary = newest.Ok && rule.Newest.Canary is { } terms ? new Canary(Ready(newest.Value, serves), terms) : null;
        return new(rule.Newest, Ready(other.Value, serves) with { Canary = canary }, newest.Faults);
    }

    private RuleStatus? Break(RuleStatus rule, IReadOnlyList<Fault> faults)
    {
        Faults.AddRange(faults.Select(f => f with { Path = $"{rule.Newest.Key}: {f.Path}" }));
        return null;
    }

    /// <summary>What is in use must not wait for its code after the switch.</summary>
    private static CompiledRule Ready(CompiledRule next, CompiledRule? before)
    {
        if (before?.Generated == true) next.Generate();
        return next;
    }
}
