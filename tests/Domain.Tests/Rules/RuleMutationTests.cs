using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reco.Domain.Tests.Rules;

/// <summary>Good rules with one thing changed at random: whatever comes out, the compiler answers, and it takes nothing that the schema refuses.</summary>
public class RuleMutationTests
{
    private const int Mutants = 2000;

    private static readonly string[] Replacements =
    [
        "null", "true", "false", "0", "1", "-1", "1.5", "201", "1e99", "1e400", "\"\"", "\"x\"", "\"@\"", "\"@true\"", "\"@item.price\"", "\"@item\"", "\"@(((\"", "\"7d\"", "\"user\"", "\"a.b\"", "[]",
        "[1]", "[\"x\", \"x\"]", "[null]", "{}", "{\"x\": 1}", "{\"popular\": \"7d\"}", "{\"score\": \"@1\"}", "[{\"items\": [\"x\"]}]", "{\"drop\": \"@item.ripe\"}",
    ];

    [Fact]
    public async Task Whatever_is_changed_the_compiler_answers_and_agrees_with_the_schema()
    {
        using var world = await RuleTestWorld.Create();
        var good = RuleSamples.Files("good").Select(File.ReadAllText).ToList();
        var random = new Random(20261);
        var accepted = new HashSet<string>(StringComparer.Ordinal);
        var refused = 0;
        for (var i = 0; i < Mutants; i++)
        {
            var mutant = Mutate(good[random.Next(good.Count)], random);
            var outcome = world.Compile(mutant);
            if (outcome.Ok) accepted.Add(mutant);
            else refused++;
            Assert.All(outcome.Faults, fault => Assert.Matches(@"^\$.*: .+\.|\?$", fault.ToString()));
        }
        Assert.True(refused > Mutants / 2);
        Assert.True(accepted.Count > Mutants / 50);
        await RuleSchemaTests.AssertValid([.. accepted]);
    }

    private static string Mutate(string json, Random random)
    {
        var root = JsonNode.Parse(json)!;
        var places = new List<JsonNode>();
        Collect(root, places);
        var place = places[random.Next(places.Count)];
        var replacement = JsonNode.Parse(Replacements[random.Next(Replacements.Length)]);
        if (place is JsonArray list && random.Next(2) == 0)
        {
            list.Add(replacement);
        }
        else if (place is JsonObject members && random.Next(2) == 0)
        {
            if (members.Count > 0 && random.Next(3) == 0) members.Remove(members.ElementAt(random.Next(members.Count)).Key);
            else members[((string[])["x", "take", "weight", "limit", "when", "rolling", "model", "set", "a b"])[random.Next(9)]] = replacement;
        }
        else if (place.Parent is JsonArray parent)
        {
            parent[place.GetElementIndex()] = replacement;
        }
        else if (place.Parent is JsonObject owner)
        {
            owner[place.GetPropertyName()] = replacement;
        }
        return root.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    private static void Collect(JsonNode node, List<JsonNode> places)
    {
        places.Add(node);
        var children = node switch
        {
            JsonObject members => members.Select(m => m.Value),
            JsonArray list => list,
            _ => [],
        };
        foreach (var child in children.OfType<JsonNode>()) Collect(child, places);
    }
}
