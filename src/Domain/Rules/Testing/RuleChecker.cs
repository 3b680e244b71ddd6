using Reco.Domain.Catalogs;

namespace Reco.Domain.Rules.Testing;

/// <summary>What is known of a rule after a check.</summary>
/// <param name="Faults">Everything wrong with it, in document order: the rule itself and its tests as they are written, or else what its tests found.</param>
/// <param name="Tests">Every test that was run: all of them, or none when a fault came before.</param>
public sealed record RuleReport(IReadOnlyList<Fault> Faults, IReadOnlyList<RuleTestResult> Tests);

/// <summary>
/// Says whether a rule may be published: it compiles, its tests are well written, and they pass. Rules that serve already are compiled only (<see cref="RuleCompiler"/>):
/// a test never takes away what served. Nothing is reserved, declared or stored.
/// </summary>
/// <param name="world">Where the rule will serve.</param>
public sealed class RuleChecker(RuleWorld world)
{
    private readonly RuleCompiler compiler = new(world);
    private readonly RuleTestReader tests = new(world.Types, world.Limits);
    private readonly RuleTestRunner runner = new(world);

    /// <summary>Checks a rule under its address.</summary>
    public Task<RuleReport> CheckAsync(StoredRule rule, CancellationToken cancel) => CheckAsync(rule.Json, compiler.Check(rule), cancel);

    /// <summary>Checks a document, whatever service and name it gives itself.</summary>
    public Task<RuleReport> CheckAsync(ReadOnlyMemory<byte> json, CancellationToken cancel) => CheckAsync(json, compiler.Check(json), cancel);

    private async Task<RuleReport> CheckAsync(ReadOnlyMemory<byte> json, IReadOnlyList<Fault> ofRule, CancellationToken cancel)
    {
        // What keeps it from being opened is among the rule's faults already; and where those are too many to be told, no more are looked for.
        if (RuleJson.Open(json, world.Limits, []) is not { } opened || ofRule.Count > Fault.Most) return new(ofRule, []);
        var faults = new List<Fault>(ofRule);
        var written = tests.Read(opened.Root, faults);
        if (faults.Count > 0) return new(opened.Sort(faults.Distinct()), []);
        string Text(string name) => opened.Root.GetProperty(name).GetString()!;
        var rule = new StoredRule(Text("service"), Text("name"), 0, json);
        var catalog = opened.Root.TryGetProperty("catalog", out var named) ? named.GetString()! : CatalogDefinition.DefaultName;
        var results = new List<RuleTestResult>(written.Count);
        foreach (var test in written) results.Add(await runner.RunAsync(test, rule, catalog, cancel).ConfigureAwait(false));
        return new(opened.Sort(results.SelectMany(r => r.Faults)), results);
    }
}
