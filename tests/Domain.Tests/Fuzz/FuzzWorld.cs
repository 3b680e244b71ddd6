using System.Text;
using System.Text.Json;
using Reco.Domain.Catalogs;
using Reco.Domain.Expressions;
using Reco.Domain.Recommend;
using Reco.Domain.Rules;
using Reco.Domain.Rules.Testing;
using Reco.Domain.Tests.Expressions;
using Reco.Domain.Tests.World;

namespace Reco.Domain.Tests.Fuzz;

/// <summary>A small shop in which accepted rules answer: items with all that goes wrong in data, people with and without a history, and requests of every kind.</summary>
internal sealed class FuzzWorld
{
    /// <summary>Nodes of the condition that one query gives a store.</summary>
    internal const int MostStoreNodes = 8_000;

    private readonly ShopWorld shop;
    private readonly List<ItemDocument> documents;

    private FuzzWorld(ShopWorld shop, JsonElement world)
    {
        this.shop = shop;
        documents = [.. world.GetProperty("items").EnumerateArray().Select(i => new ItemDocument(i.GetProperty("id").GetString()!, Encoding.UTF8.GetBytes(i.GetRawText()), 1))];
        shop.Items.Queried = Query;
        Compiler = new RuleCompiler(shop.Rules with { Emitted = Code.Visit });
    }

    public RuleCompiler Compiler { get; }

    /// <summary>The code of what was compiled last.</summary>
    public GeneratedCode Code { get; } = new();

    /// <summary>The largest condition that the store was given since it was set to 0.</summary>
    public int StoreNodes { get; set; }

    public static FuzzWorld Make()
    {
        var world = JsonDocument.Parse(World).RootElement;
        var shop = ShopWorld.MakeAsync(world, Limits.Default with { SourceMilliseconds = 600_000 }).GetAwaiter().GetResult();
        return new FuzzWorld(shop, world);
    }

    public void Fill(CompiledRule rule) => shop.Catalogs.FillAsync(rule.Catalog, default).GetAwaiter().GetResult();

    public Answer Recommend(CompiledRule rule, RecommendRequest request) => shop.Recommender.RecommendAsync(rule, request, default).AsTask().GetAwaiter().GetResult();

    /// <summary>Requests that give what the rule needs: a stranger, people, items known and unknown, odd values, far times.</summary>
    public static IEnumerable<RecommendRequest> Requests(CompiledRule rule, string? bucket, bool all)
    {
        var user = rule.NeedsUser ? "nobody" : null;
        IReadOnlyList<string> items = rule.NeedsItem ? ["nothing"] : [];
        RecommendRequest Of(Value value) => new()
        {
            RequestId = "r",
            User = user,
            Items = items,
            Explain = true,
            Bucket = bucket,
            Context = rule.NeedsContext.Concat(["device", "level", "x"]).Distinct().ToDictionary(n => n, _ => value),
        };
        yield return Of(Value.Of("phone"));
        yield return Of(Value.Of(4.0)) with { User = "kim", Items = ["banana"], Limit = 3 };
        if (!all) yield break;
        yield return Of(Value.Of("\uD83D\uDE00 \u0000 \uFFFF")) with { User = "lee", Items = ["ghost", "banana", "no such item"], Limit = 1, NowMs = 253_402_300_799_000 };
        yield return Of(Value.Of(double.MaxValue)) with { User = "kim", Items = [.. Enumerable.Range(0, 100).Select(i => $"i{i}")], Limit = 200, NowMs = 0 };
        yield return Of(Value.Of(false)) with { User = "서울", Items = ["i3"], NowMs = -62_135_596_800_000 };
    }

    /// <summary>Runs a query as a store does.</summary>
    private IReadOnlyList<string> Query(StoreQuery query, int take)
    {
        StoreNodes = Math.Max(StoreNodes, Size(query.Where) + (query.OrderBy is { } by ? Size(by) : 0));
        // Large ones would take long in this plain model; their size is what matters.
        if (StoreNodes > MostStoreNodes) return [];
        return [.. QueryEvaluator.Run(query, documents).Take(take)];
    }

    private static int Size(StoreCondition condition) => 1 + condition switch
    {
        StoreCondition.And and => Size(and.Left) + Size(and.Right),
        StoreCondition.Or or => Size(or.Left) + Size(or.Right),
        StoreCondition.Not not => Size(not.Operand),
        StoreCondition.IsNull absent => Size(absent.Operand),
        StoreCondition.IsTrue flag => Size(flag.Operand),
        StoreCondition.Compare compare => Size(compare.Left) + Size(compare.Right),
        StoreCondition.In membership => Size(membership.Operand),
        _ => 0,
    };

    private static int Size(StoreOperand operand) => 1 + operand switch
    {
        StoreOperand.Arithmetic arithmetic => Size(arithmetic.Left) + Size(arithmetic.Right),
        StoreOperand.Coalesce coalesce => Size(coalesce.Left) + Size(coalesce.Right),
        _ => 0,
    };

    private const string World = """
        {
          "attributes": { "price": "number", "stock": "number", "status": "text", "brand": "text", "category": "text", "createdAt": "time", "seenAt": "time", "fresh": "boolean", "ripe": "boolean", "tags": "list" },
          "items": [
            { "id": "banana", "price": 3, "stock": 0, "status": "OK", "brand": "Hill", "category": "fruit", "createdAt": "2026-05-15T22:30:00Z", "fresh": true, "ripe": true, "tags": ["fruit", "a"], "color": "yellow", "size": { "cm": 18 } },
            { "id": "tomato", "price": 5, "status": "SOLD_OUT", "brand": "Lake", "category": "fruit", "createdAt": "2026-01-01", "fresh": false, "tags": [], "color": "red" },
            { "id": "apple", "price": 2.5, "stock": 7, "status": "OK", "brand": "Hill", "category": "fruit", "tags": ["a", 1, null, true, ["b"]], "color": null },
            { "id": "milk", "price": 1, "status": "OK", "brand": "Farm", "category": "dairy", "createdAt": "2026-06-01T00:00:00Z" },
            { "id": "i0" },
            { "id": "i1", "price": "3", "stock": true, "status": 7, "brand": [], "createdAt": 12, "fresh": "true", "tags": "fruit", "color": { "a": 1 }, "size": 3 },
            { "id": "i2", "price": 1e308, "stock": -1e308, "status": "", "brand": "\ud83d\ude00", "createdAt": "9999-12-31T23:59:59Z", "seenAt": "0001-01-01T00:00:00Z", "tags": [1, 2, 3, 4, 5], "color": 3 },
            { "id": "i3", "price": 5e-324, "status": "\ue000", "brand": "\uffff", "ripe": false, "tags": ["OK", "banana", "i3"], "color": ["a", "b"] },
            { "id": "서울", "price": -0.0, "status": "OK", "brand": "it's \"q\" \\ \n", "category": "fruit", "fresh": true, "ripe": true, "createdAt": "2026-05-31T12:00:00+09:00" }
          ],
          "relations": {
            "similar": { "banana": { "tomato": 0.9, "apple": 0.8, "ghost": 0.7, "i1": 0.6, "i2": 0.5 }, "i3": { "서울": 1, "milk": 0 }, "kim": { "milk": 1 } },
            "goes-with": { "banana": { "milk": 0.4, "i0": -1 }, "i1": { "banana": 3e38, "apple": 3e38 } }
          },
          "popular": {
            "7d": { "milk": 40, "apple": 20, "banana": 10, "i3": 4, "ghost": 3 }, "1h": { "i0": 1 }, "1d": { "i1": 2, "i2": 1 }, "30d": { "서울": 5, "tomato": 4, "banana": 3, "i0": 2 }, "all": { "tomato": 1e300 },
            "7d user.ageBand=30s": { "i2": 6, "i3": 3 }
          },
          "users": { "kim": { "ageBand": "30s", "region": "Seoul", "favourites": ["Hill", 3, null], "home": { "city": "서울" } }, "lee": { "ageBand": 60, "favourites": "Hill" } },
          "interactions": [
            { "user": "kim", "type": "view", "item": "banana", "hoursAgo": 30 }, { "user": "kim", "type": "view", "item": "milk", "hoursAgo": 2 }, { "user": "kim", "type": "view", "item": "ghost", "hoursAgo": 1 },
            { "user": "kim", "type": "dislike", "item": "tomato", "hoursAgo": 1 }, { "user": "kim", "type": "purchase", "item": "apple", "hoursAgo": 50 }, { "user": "kim", "type": "like", "item": "i3", "hoursAgo": 9 },
            { "user": "kim", "type": "impression", "item": "i2", "hoursAgo": 5 }, { "user": "kim", "type": "impression", "item": "i2", "hoursAgo": 4 }, { "user": "kim", "type": "click", "item": "i2", "hoursAgo": 4 }
          ]
        }
        """;
}
