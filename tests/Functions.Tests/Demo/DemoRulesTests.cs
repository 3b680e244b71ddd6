using Reco.Domain;
using Reco.Domain.Catalogs;
using Reco.Domain.Interactions;
using Reco.Domain.Recommend;
using Reco.Domain.Rules;
using Reco.Functions.Demo;

namespace Reco.Functions.Tests.Demo;

/// <summary>The demo's rule files, against the compiler and without a store.</summary>
public class DemoRulesTests
{
    public static TheoryData<string> Names => [.. DemoShop.RuleNames];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_rule_compiles_without_a_fault(string name) => Assert.Equal("", string.Join('\n', Compile(name).Faults));

    [Fact]
    public void The_shop_counts_every_scope_that_its_rules_read()
    {
        var read = DemoShop.RuleNames.SelectMany(name => Compile(name).Value.Scopes).Where(s => s.Scope.Paths.Count > 0).ToList();

        // A scope counts its prefixes too.
        Assert.All(read, need => Assert.Contains(DemoShop.Scopes, s => s.HalfLife == need.HalfLife && s.Scope.Paths.Take(need.Scope.Paths.Count).SequenceEqual(need.Scope.Paths)));
    }

    [Fact]
    public void Every_rule_file_is_published()
    {
        var files = typeof(DemoShop).Assembly.GetManifestResourceNames().Where(n => n.StartsWith("Demo/Rules/", StringComparison.Ordinal)).Select(Path.GetFileNameWithoutExtension);

        Assert.Equal(files.Order(), DemoShop.RuleNames.Order());
    }

    private static Outcome<CompiledRule> Compile(string name)
    {
        var catalog = new Catalog(DemoShop.Definition);
        var world = new RuleWorld(_ => catalog, new NoRelations(), _ => null!, null!, new InteractionTypes(), Limits.Default);
        return new RuleCompiler(world).Compile(new StoredRule("grocery", name, 1, DemoShop.Rule(name)));
    }

    private sealed class NoRelations : IRelations
    {
        public IRelation Open(string catalog, string name) => null!;
        public Task<IReadOnlyList<string>> NamesAsync(string catalog, CancellationToken cancel) => throw new NotSupportedException();
        public Task<long> ReplaceAsync(string catalog, string name, IAsyncEnumerable<RelationRow> rows, CancellationToken cancel) => throw new NotSupportedException();
        public Task UpsertAsync(string catalog, string name, IReadOnlyList<RelationRow> rows, CancellationToken cancel) => throw new NotSupportedException();
    }
}
