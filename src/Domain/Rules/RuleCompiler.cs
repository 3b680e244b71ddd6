using System.Linq.Expressions;
using System.Text.Json;
using Reco.Domain.Catalogs;
using Reco.Domain.Interactions;
using Reco.Domain.Reading;
using Reco.Domain.Recommend;

namespace Reco.Domain.Rules;

/// <summary>What rules are compiled against.</summary>
/// <param name="Catalogs">The catalog of a name, or null when nobody made it.</param>
/// <param name="Relations">Relations by name.</param>
/// <param name="Popularity">Counts of a catalog.</param>
/// <param name="Items">The store behind <c>query</c>.</param>
/// <param name="Types">Known interaction types.</param>
/// <param name="Limits">Bounds.</param>
public sealed record RuleWorld(
    Func<string, Catalog?> Catalogs, IRelations Relations, Func<string, IPopularity> Popularity, IItemStore Items, InteractionTypes Types, Limits Limits)
{
    /// <summary>Whether a catalog that is missing here may exist where the rule will serve: rules can only be checked then.</summary>
    public bool Offline { get; init; }

    /// <summary>Told each piece of code before it is compiled: tests see what it reaches.</summary>
    internal Action<LambdaExpression>? Emitted { get; init; }
}

/// <summary>
/// Turns rule documents into rules that can serve, or into every fault: reads the JSON, then compiles the rule itself and, merged with its changes,
/// each bucket. Compiling reserves columns in the catalog (they must be filled before the rule serves) and changes nothing else.
/// </summary>
/// <param name="world">What the names in a rule refer to.</param>
public sealed class RuleCompiler(RuleWorld world)
{
    /// <summary>Parses, checks and compiles one rule. All faults at once, in document order, at JSON paths (<c>$.candidates[1].relatd</c>).</summary>
    public Outcome<CompiledRule> Compile(StoredRule stored) => Compile(stored, named: true);

    /// <summary>Everything that is wrong with a document, whatever service and name it gives itself. Nothing is reserved, declared or stored.</summary>
    public IReadOnlyList<Fault> Check(ReadOnlyMemory<byte> json) => Draft().Compile(new StoredRule("", "", 0, json), named: false).Faults;

    /// <summary>Everything that is wrong with a rule. Nothing is reserved, declared or stored.</summary>
    public IReadOnlyList<Fault> Check(StoredRule stored) => Draft().Compile(stored, named: true).Faults;

    /// <summary>The same compiler where one catalog is another: for a definition that is about to be served.</summary>
    public RuleCompiler With(Catalog catalog) => new(world with { Catalogs = name => name == catalog.Definition.Name ? catalog : world.Catalogs(name) });

    /// <summary>Compiles against empty copies of the catalogs, so that no draft leaves a column behind.</summary>
    private RuleCompiler Draft() => new(world with { Catalogs = name => world.Catalogs(name) is { } real ? new Catalog(real.Definition) : null });

    private Outcome<CompiledRule> Compile(StoredRule stored, bool named)
    {
        var faults = new List<Fault>();
        if (RuleJson.Open(stored.Json, world.Limits, faults) is not { } json) return Fault.First(faults);
        var document = new RuleParser(world.Limits, faults).Parse(json.Root);
        if (named) CheckNames(document, stored, faults);
        var catalog = world.Catalogs(document.Catalog);
        if (catalog is null && !world.Offline)
        {
            faults.Add(new("$.catalog", $"there is no catalog \"{document.Catalog}\"", $"Make it with PUT /api/catalogs/{document.Catalog}."));
        }
        // Without its catalog a rule's code can still be checked, against one that declares nothing.
        var columns = catalog ?? new Catalog(CatalogDefinition.Empty(document.Catalog));
        var scopes = new List<(HalfLife, PopularityScope)>();
        var compiler = new BucketCompiler(world, columns, known: catalog is not null, scopes);
        var whole = compiler.Compile(document, null, 100, faults);
        var buckets = CompileBuckets(document, json, compiler, whole, faults);
        if (faults.Count > 0) return json.Sort(faults);
        return new CompiledRule
        {
            Stored = stored,
            Catalog = columns,
            NeedsUser = document.NeedsUser,
            NeedsItem = document.NeedsItem,
            NeedsContext = document.NeedsContext,
            Zone = document.Zone,
            Sampling = document.Sampling,
            Buckets = buckets,
            Scopes = [.. scopes.DistinctBy(s => (s.Item1, s.Item2.Key))],
        };
    }

    private List<CompiledBucket> CompileBuckets(RuleDocument document, RuleJson json, BucketCompiler compiler, CompiledBucket? whole, List<Fault> faults)
    {
        var buckets = new List<CompiledBucket>();
        if (document.Buckets.Count == 0 && whole is not null) buckets.Add(whole);
        var known = faults.ToHashSet();
        foreach (var bucket in document.Buckets)
        {
            var compiled = whole is null ? null : whole with { Name = bucket.Name, Share = bucket.Share };
            var (changes, holdout) = (bucket.Set.ValueKind == JsonValueKind.Object, bucket.Name == CompiledBucket.HoldoutName);
            if (changes || holdout)
            {
                var (own, merged) = (new List<Fault>(), changes ? MergePatch.Apply(json.Root, bucket.Set) : json.Root);
                compiled = compiler.Compile(new RuleParser(world.Limits, own).Parse(merged), bucket.Name, bucket.Share, own);
                faults.AddRange(own.Where(f => !known.Contains(f) && !f.Path.StartsWith("$.buckets", StringComparison.Ordinal)).Select(f => InPatch(f, bucket, json)));
                if (holdout && !merged.TryGetProperty("fallback", out _)) faults.Add(NoFallback(bucket, json));
            }
            if (compiled is not null) buckets.Add(compiled);
        }
        return buckets;
    }

    /// <summary>A fault of a merged document, at the place of the patch that brings it about.</summary>
    private static Fault InPatch(Fault fault, BucketDocument bucket, RuleJson json)
    {
        var set = JsonPath.Member(bucket.Path, "set");
        var place = JsonPath.Nearest(set + fault.Path[1..], path => path.Length <= set.Length || json.Has(path));
        return place == set + fault.Path[1..] ? fault with { Path = place } : fault with { Path = place, Problem = $"makes {fault.Path} wrong: {fault.Problem}" };
    }

    private static Fault NoFallback(BucketDocument holdout, RuleJson json)
    {
        var removed = JsonPath.Member(JsonPath.Member(holdout.Path, "set"), "fallback");
        return new(json.Has(removed) ? removed : holdout.Path, "the holdout answers from \"fallback\" alone, and there is none",
            "Add one to the rule, such as \"fallback\": [ { \"popular\": \"30d\" } ], or give the bucket another name.");
    }

    private static void CheckNames(RuleDocument document, StoredRule stored, List<Fault> faults)
    {
        if (document.Service is { } service && service != stored.Service) faults.Add(new("$.service", $"is \"{service}\", but the rule is {stored.Key}", $"Write \"{stored.Service}\"."));
        if (document.Name is { } name && name != stored.Name) faults.Add(new("$.name", $"is \"{name}\", but the rule is {stored.Key}", $"Write \"{stored.Name}\"."));
    }
}
