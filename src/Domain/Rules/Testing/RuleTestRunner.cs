using Reco.Domain.Catalogs;

namespace Reco.Domain.Rules.Testing;

/// <summary>Runs one test of a rule: makes its world in memory, compiles the rule against it and asks once. The flow, the fold and the counts are the real ones; nothing outside is touched.</summary>
/// <param name="world">Where the rule will serve: declarations of its catalog, interaction types and bounds.</param>
internal sealed class RuleTestRunner(RuleWorld world)
{
    /// <summary>When a test is given up.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    /// <summary>Deadlines of sources never end before the test does, so that a slow machine changes no page.</summary>
    private readonly Limits limits = world.Limits with { SourceMilliseconds = (int)(2 * TimeLimit.TotalMilliseconds) };

    /// <summary>What became of a test.</summary>
    /// <param name="test">The test.</param>
    /// <param name="rule">The rule, which compiles where it will serve.</param>
    /// <param name="catalog">The catalog that it names.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<RuleTestResult> RunAsync(RuleTest test, StoredRule rule, string catalog, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeLimit);
        try
        {
            return new(test.Name, test.Path, await FaultsAsync(test, rule, catalog, limit.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Failed(test, $"took longer than {TimeLimit.TotalSeconds:0} seconds", "Make its world smaller.");
        }
        catch (Exception bug) when (bug is not (OutOfMemoryException or OperationCanceledException))
        {
            return Failed(test, $"could not be run: {bug.Message}", "Report this as a bug, with the rule.");
        }
    }

    private async Task<IReadOnlyList<Fault>> FaultsAsync(RuleTest test, StoredRule rule, string catalog, CancellationToken cancel)
    {
        using var memory = new MemoryWorld(world.Types, limits, new FixedClock(test.NowMs));
        await FillAsync(memory, test, catalog, cancel).ConfigureAwait(false);
        var compiled = await memory.CompileAsync(rule, cancel).ConfigureAwait(false);
        if (!compiled.Ok) return [.. compiled.Faults.Select(f => WithoutCatalog(test, f))];
        // Scopes count from here on: what people did comes last.
        await memory.Log.AppendAsync(catalog, test.Interactions, cancel).ConfigureAwait(false);
        using var answer = await memory.Recommender.RecommendAsync(compiled.Value, test.Request with { NowMs = test.NowMs }, cancel).ConfigureAwait(false);
        if (answer.Faults.Count > 0) return [.. answer.Faults.Select(f => new Fault($"{test.Path}.request.{f.Path}", $"\"{test.Name}\": {f.Problem}", "Mend the test's request."))];
        if (answer.Degraded) return [.. answer.Failures.Select(f => new Fault(test.Path, $"\"{test.Name}\": {f.Stage} failed: {f.Failure.Message}", "Report this as a bug, with the rule."))];
        var page = new TestedPage(answer);
        return [.. test.Expectations.Select(e => e.Check(test.Name, page)).OfType<Fault>()];
    }

    private async Task FillAsync(MemoryWorld memory, RuleTest test, string catalog, CancellationToken cancel)
    {
        var attributes = test.Attributes ?? world.Catalogs(catalog)?.Definition.Attributes ?? CatalogDefinition.Empty(catalog).Attributes;
        await memory.Catalogs.DefineAsync(new(catalog, attributes), (_, _) => Task.FromResult<IReadOnlyList<Fault>>([]), cancel).ConfigureAwait(false);
        await memory.Catalogs.PutAsync(catalog, test.Items, cancel).ConfigureAwait(false);
        foreach (var (name, rows) in test.Relations) await memory.Relations.UpsertAsync(catalog, name, rows, cancel).ConfigureAwait(false);
        await memory.Profiles.PutAttributesAsync(catalog, [.. test.Users.Select(u => (u.User, u.Json))], cancel).ConfigureAwait(false);
    }

    /// <summary>The rule compiles where it will serve, so the test's own declarations are to blame.</summary>
    private static Fault WithoutCatalog(RuleTest test, Fault fault) =>
        new($"{test.Path}.world.attributes", $"\"{test.Name}\": the rule does not compile with them: {fault.Path}: {fault.Problem}", "Declare in world.attributes what the rule's catalog declares.");

    private static RuleTestResult Failed(RuleTest test, string problem, string fix) => new(test.Name, test.Path, [new(test.Path, $"\"{test.Name}\" {problem}", fix)]);
}
