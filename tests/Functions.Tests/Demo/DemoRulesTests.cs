using Reco.Domain;
using Reco.Domain.Interactions;
using Reco.Domain.Rules;
using Reco.Domain.Rules.Testing;
using Reco.Functions.Demo;

namespace Reco.Functions.Tests.Demo;

/// <summary>The demo's rule files, without a server.</summary>
public class DemoRulesTests
{
    public static TheoryData<string> Names => [.. DemoShop.RuleNames];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_rule_has_no_fault_and_passes_its_tests(string name)
    {
        using var world = await WorldAsync();
        Assert.Equal("", string.Join('\n', (await new RuleChecker(world.Rules).CheckAsync(Stored(name), default)).Faults));
    }

    [Fact]
    public async Task The_shop_counts_every_scope_that_its_rules_read()
    {
        using var world = await WorldAsync();
        var compiler = new RuleCompiler(world.Rules);
        var read = DemoShop.RuleNames.SelectMany(name => compiler.Compile(Stored(name)).Value.Scopes).Where(s => s.Scope.Paths.Count > 0).ToList();

        // A scope counts its prefixes too.
        Assert.All(read, need => Assert.Contains(DemoShop.Scopes, s => s.HalfLife == need.HalfLife && s.Scope.Paths.Take(need.Scope.Paths.Count).SequenceEqual(need.Scope.Paths)));
    }

    [Fact]
    public void Every_rule_file_is_published()
    {
        var files = typeof(DemoShop).Assembly.GetManifestResourceNames().Where(n => n.StartsWith("Demo/Rules/", StringComparison.Ordinal)).Select(Path.GetFileNameWithoutExtension);

        Assert.Equal(files.Order(), DemoShop.RuleNames.Order());
    }

    private static StoredRule Stored(string name) => new("grocery", name, 1, DemoShop.Rule(name));

    private static async Task<MemoryWorld> WorldAsync()
    {
        var world = new MemoryWorld(new InteractionTypes(), Limits.Default, TimeProvider.System);
        await world.Catalogs.DefineAsync(DemoShop.Definition, (_, _) => Task.FromResult<IReadOnlyList<Fault>>([]), default);
        return world;
    }
}
