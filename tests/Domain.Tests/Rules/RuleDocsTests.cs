using System.Text;
using Reco.Domain.Catalogs;

namespace Reco.Domain.Tests.Rules;

public class RuleDocsTests
{
    [Fact]
    public async Task Every_example_of_the_documentation_compiles_and_passes_its_tests()
    {
        using var world = await RuleTestWorld.Create();
        var (refused, tests) = (new List<string>(), 0);
        foreach (var json in RuleSamples.DocumentedRules())
        {
            var report = await world.CheckAsync(json);
            tests += report.Tests.Count;
            if (report.Faults.Count > 0) refused.Add($"{json}\n{RuleSamples.Text(report.Faults)}");
        }
        Assert.Equal("", string.Join('\n', refused));
        Assert.True(tests > 0, "No example has tests.");
    }

    [Fact]
    public async Task The_first_rule_of_a_newcomer_compiles()
    {
        using var world = await RuleTestWorld.Create();
        var (kind, json) = Assert.Single(RuleSamples.Documented(RuleSamples.Readme));
        Assert.Equal("rule", kind);
        Assert.Empty(world.Compile(json.Replace("cheap", "fruit", StringComparison.Ordinal)).Faults);
    }

    [Fact]
    public void The_documented_catalog_is_taken() =>
        Assert.All(RuleSamples.Documented().Where(b => b.Kind == "catalog"), b => Assert.Empty(CatalogDocument.Parse("default", Encoding.UTF8.GetBytes(b.Json), Limits.Default).Faults));

    [Fact]
    public void Every_json_block_of_the_documentation_says_what_it_is() =>
        Assert.Equal(File.ReadAllText(RuleSamples.Docs).Split("```json\n").Length - 1, RuleSamples.Documented().Count);

    [Fact]
    public void Every_property_of_a_rule_is_in_an_example()
    {
        using var schema = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(RuleSamples.SchemaFile));
        var examples = string.Concat(RuleSamples.Documented().Select(b => b.Json));
        var names = schema.RootElement.GetProperty("properties").EnumerateObject().Concat(schema.RootElement.GetProperty("$defs").GetProperty("source").GetProperty("properties").EnumerateObject());
        Assert.Equal("catalog", string.Join(", ", names.Select(p => p.Name).Where(n => !examples.Contains($"\"{n}\"", StringComparison.Ordinal))));
    }
}
