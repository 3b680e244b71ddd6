using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Reco.Domain.Tests.Expressions;

namespace Reco.Domain.Tests.Fuzz;

/// <summary>Writes whole rules by the grammar: expressions of everything the language has wherever code may stand, and now and then one that nests or runs on to the limit.</summary>
internal sealed partial class RuleWriter(Random random)
{
    private readonly RandomExpressions texts = new(random);
    private readonly RandomExpressions queries = new(random) { ForQuery = true };

    public JsonObject Rule()
    {
        var rule = new JsonObject
        {
            ["service"] = "g",
            ["name"] = "r",
            ["params"] = new JsonObject { ["n"] = random.Next(9), ["t"] = "OK", ["type"] = "click", ["list"] = new JsonArray("OK", "banana", 1, true) },
            ["let"] = new JsonObject
            {
                ["old"] = "@age > params.n",
                ["age"] = "@days(now - item.createdAt)",
                ["tagged"] = "@any(item.tags, tag => tag == 'a')",
                ["mixed"] = "@user.ageBand ?? request.limit",
                [$"l{random.Next(4)}"] = "@" + texts.Any(1),
            },
            ["candidates"] = new JsonArray([.. Some(1, 4, Source)]),
            ["filters"] = new JsonArray([.. Some(0, 5, Filter)]),
        };
        if (Coin()) rule["rank"] = new JsonObject { ["score"] = "@" + texts.Number(Depth()) };
        if (Coin()) rule["diversify"] = new JsonObject { ["by"] = "@" + texts.Any(Depth()), ["atMost"] = random.Next(1, 4) };
        if (Coin()) rule["pins"] = new JsonArray([.. Some(0, 3, () => new JsonObject { ["item"] = $"i{random.Next(8)}", ["at"] = random.Next(1, 9), ["when"] = "@" + ForRequest(texts.Boolean(Depth())) })]);
        if (Coin()) rule["limit"] = random.Next(1, 30);
        if (Coin()) rule["fallback"] = new JsonArray([.. Some(1, 3, Source)]);
        if (random.Next(4) == 0)
        {
            rule["buckets"] = new JsonArray(
                new JsonObject { ["name"] = "A", ["share"] = 50 },
                new JsonObject { ["name"] = "B", ["share"] = 50, ["set"] = new JsonObject { ["filters"] = new JsonArray([.. Some(0, 3, Filter)]), ["rank"] = Coin() ? null : new JsonObject { ["score"] = "@" + texts.Number(1) } } });
        }
        return rule;
    }

    /// <summary>An expression that nests, or runs on, as far as it may and further.</summary>
    public string Shape()
    {
        var n = random.Next(random.Next(3) == 0 ? 1_200 : 45);
        string Repeat(string text) => string.Concat(Enumerable.Repeat(text, n));
        var leaf = texts.Any(random.Next(2));
        return random.Next(14) switch
        {
            0 => Repeat("(") + leaf + Repeat(")"),
            1 => Repeat("[") + leaf + Repeat("]"),
            2 => Repeat("!") + texts.Boolean(1),
            3 => Repeat("-") + texts.Number(1),
            4 => Repeat(texts.Boolean(0) + " && ") + "true",
            5 => Repeat(texts.Number(0) + " + ") + "1",
            6 => Repeat("item.fresh ? " + texts.Number(0) + " : ") + "1",
            7 => Repeat("(item.fresh ? ") + "1" + Repeat(" : 2)"),
            8 => Repeat("(") + "item.fresh" + Repeat(" ? item.ripe : item.price > 3)"),
            9 => Repeat("any(item.tags, x" + random.Next(3) + " => ") + "true" + Repeat(")"),
            10 => Repeat("lower(") + texts.Text(0) + Repeat(")"),
            11 => Repeat("max(1, ") + texts.Number(0) + Repeat(")"),
            12 => "item" + Repeat(".a"),
            _ => Repeat(texts.Any(0) + " ?? ") + leaf,
        };
    }

    /// <summary>A rule whose code is one <see cref="Shape"/> somewhere, or a chain of <c>let</c> names that build on each other.</summary>
    public JsonObject Shaped()
    {
        var rule = Rule();
        switch (random.Next(5))
        {
            case 0: rule["rank"] = new JsonObject { ["score"] = "@" + Shape() }; break;
            case 1: rule["diversify"] = new JsonObject { ["by"] = "@" + Shape(), ["atMost"] = 1 }; break;
            case 2: rule["candidates"] = new JsonArray(new JsonObject { ["query"] = "@" + Shape() }, new JsonObject { ["popular"] = "7d" }); break;
            case 3:
                string[] links = ["@l# + l#", "@l# ?? l#", "@(l# ? l# : !l#)", "@(l# == l#)", "@first([l#, l#])", "@max(l#, l#)", "@any(item.tags, x => l# || x == l#)", "@!l#", "@((l# ? item.ripe : item.fresh) ? item.fresh : item.ripe)"];
                var lets = rule["let"]!.AsObject();
                foreach (var name in lets.Select(l => l.Key).Where(k => k.StartsWith('l')).ToList()) lets.Remove(name);
                lets["l0"] = Coin() ? "@item.fresh" : "@item.price";
                var count = random.Next(1, 12);
                for (var i = 1; i <= count; i++) lets[$"l{i}"] = links[random.Next(links.Length)].Replace("l#", $"l{i - 1}", StringComparison.Ordinal);
                rule["candidates"] = new JsonArray(new JsonObject { ["query"] = $"@l{count}", ["orderBy"] = $"@l{random.Next(count)}" }, new JsonObject { ["popular"] = "7d" });
                rule["rank"] = new JsonObject { ["score"] = $"@l{count}" };
                break;
            default: rule["filters"] = new JsonArray("@" + Shape(), new JsonObject { ["drop"] = "@" + Shape(), ["rolling"] = true }); break;
        }
        return rule;
    }

    private JsonObject Source()
    {
        var source = random.Next(8) switch
        {
            0 => new JsonObject { ["related"] = "similar", ["to"] = "@" + ForRequest(Coin() ? texts.List(Depth()) : texts.Text(Depth())) },
            1 => new JsonObject { ["related"] = "goes-with" },
            2 => new JsonObject { ["history"] = Coin() ? "view" : "purchase" },
            3 => new JsonObject { ["items"] = new JsonArray("i0", "i3", "banana", "ghost") },
            4 => new JsonObject { ["query"] = "@" + queries.Boolean(Depth()), ["orderBy"] = Coin() ? "@" + queries.Number(Depth()) : "@item.id" },
            5 => new JsonObject { ["query"] = "@item.status == 'OK' && " + queries.Boolean(Depth()) },
            6 => new JsonObject { ["popular"] = "7d", ["scope"] = new JsonArray("user.ageBand", "seed.brand") },
            _ => new JsonObject { ["popular"] = "7d" },
        };
        if (Coin()) source["weight"] = random.Next(4) * 0.5;
        return source;
    }

    private JsonNode Filter()
    {
        var code = "@" + texts.Boolean(Depth());
        return random.Next(4) switch
        {
            0 => code,
            1 => new JsonObject { ["keep"] = code, ["rolling"] = random.Next(1, 5) },
            2 => new JsonObject { ["drop"] = code, ["rolling"] = true },
            _ => new JsonObject { ["drop"] = code },
        };
    }

    /// <summary>The same without a candidate.</summary>
    private static string ForRequest(string text) =>
        Candidates().Replace(text, m => m.Value switch { "item." => "seed.", "age" => "1", "candidate.source" => "'related'", "candidate.score" or "candidate.rank" => "2", _ => "true" });

    private int Depth() => random.Next(0, random.Next(4) == 0 ? 4 : 2);
    private bool Coin() => random.Next(2) == 0;
    private IEnumerable<JsonNode> Some(int least, int most, Func<JsonNode> make) => Enumerable.Range(0, random.Next(least, most)).Select(_ => make()).ToList();

    [GeneratedRegex(@"\bitem\.|\bold\b|\btagged\b|\bage\b|\bcandidate\.(source|score|rank)\b")]
    private static partial Regex Candidates();
}
