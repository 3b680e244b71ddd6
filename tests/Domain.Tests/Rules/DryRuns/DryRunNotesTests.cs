using Reco.Domain.Rules.DryRuns;

namespace Reco.Domain.Tests.Rules.DryRuns;

public class DryRunNotesTests
{
    [Theory]
    [InlineData("""{ "popular": "7d" }""", "")]
    [InlineData("""{ "popular": "7d", "scope": ["user.age"] }""", "")]
    [InlineData("""{ "popular": "7d", "scope": ["user.age", "user.region"] }""", "")]
    [InlineData("""{ "popular": "7d", "scope": ["user.region"] }""", "popular \"7d\" by user.region")]
    [InlineData("""{ "popular": "1d", "scope": ["user.age"] }""", "popular \"1d\" by user.age")]
    [InlineData("""{ "popular": "30d" }""", "popular \"30d\"")]
    public async Task Popularity_that_no_serving_rule_of_the_catalog_asks_for_is_noted(string source, string noted)
    {
        using var world = await RuleTestWorld.Create();
        await world.Put("bread", RuleSamples.Rule(name: "bread", candidates: """[ { "popular": "7d", "scope": ["user.age", "user.region"] } ]"""));
        await world.Put("books", RuleSamples.Rule("\"catalog\": \"books\"", name: "books", candidates: """[ { "popular": "30d" }, { "popular": "1d", "scope": ["user.age"] } ]"""));
        var notes = DryRunNotes.Uncounted(world.Compile(RuleSamples.Rule(candidates: $"[ {source} ]")).Value, world.Live.Current).ToList();
        if (noted.Length == 0) Assert.Empty(notes);
        else Assert.StartsWith(noted + " is counted only from when this rule is published", Assert.Single(notes), StringComparison.Ordinal);
    }
}
