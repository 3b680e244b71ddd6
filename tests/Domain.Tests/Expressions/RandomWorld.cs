using System.Text.Json;
using Reco.Domain.Expressions;
using Reco.Domain.Recommend;
using Reco.Domain.Tests.Interactions;

namespace Reco.Domain.Tests.Expressions;

/// <summary>A random shop with everything that goes wrong in one: absent and mistyped attributes, all of Unicode, numbers at the ends of their range.</summary>
internal static class RandomWorld
{
    private static readonly object?[] Scalars = [null, true, false, 0, -0.0, 1, 2.5, 7, -3, 1e308, -1e308, 5e-324, "2026-05-10T00:00:00Z", "2026-05-17T22:30:00Z", "not a time", .. RandomExpressions.Texts];

    public static ExpressionWorld Make(Random random)
    {
        var world = new ExpressionWorld();
        for (var i = 0; i < 6; i++)
        {
            var item = new Dictionary<string, object?>();
            foreach (var name in ExpressionWorld.Declared.Keys.Append("color"))
            {
                if (random.Next(5) > 0) item[name] = Suitable(name, random);
            }
            if (random.Next(2) == 0) item["size"] = new Dictionary<string, object?> { ["cm"] = Scalar(random) };
            world.Item($"i{i}", JsonSerializer.Serialize(item));
        }
        world.Popularity.Set("7d", ("i0", 3), ("i1", 1e6));
        world.Params["n"] = Value.Of(Math.Round(random.NextDouble() * 10));
        world.Params["t"] = Value.Of(RandomExpressions.Texts[random.Next(RandomExpressions.Texts.Length)]);
        world.Params["type"] = Value.Of("click");
        world.Params["list"] = Value.Of([Value.Of("OK"), Value.Of("i1"), Value.Of(1.0), Value.Null, Value.Of("a")]);
        world.Let("old", "age > params.n");
        world.Let("age", "days(now - item.createdAt)");
        world.Let("tagged", "any(item.tags, tag => tag == 'a')");
        world.Let("mixed", "user.ageBand ?? request.limit");
        var now = world.Now.ToUnixTimeMilliseconds();
        world.User = Rows.Folded([.. Enumerable.Range(0, 20).Select(i => Rows.Of(
                new[] { "view", "click", "dislike", "impression" }[random.Next(4)], $"i{random.Next(8)}", now - random.Next(5 * 86_400) * 1_000L))])
            .WithAttributes(JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object?>
            {
                ["ageBand"] = Scalar(random),
                ["favourites"] = random.Next(3) == 0 ? Scalar(random) : new[] { Scalar(random), Scalar(random), "OK" },
                ["home"] = new Dictionary<string, object?> { ["city"] = Scalar(random) },
            }));
        world.Request = new RecommendRequest
        {
            RequestId = "r",
            User = random.Next(2) == 0 ? null : "jo",
            Items = random.Next(3) switch { 0 => [], 1 => ["i0", "unknown"], _ => ["i5", "i1"] },
            Context = new Dictionary<string, Value> { ["device"] = Value.Of(RandomExpressions.Texts[random.Next(6)]), ["level"] = Value.Of(random.Next(5)) },
        };
        return world;
    }

    private static object? Suitable(string name, Random random) => random.Next(6) == 0 ? Scalar(random) : name switch
    {
        "price" or "stock" => new object?[] { 0, 1, 2.5, 7, 1e308, -4 }[random.Next(6)],
        "status" or "brand" => RandomExpressions.Texts[random.Next(RandomExpressions.Texts.Length)],
        "createdAt" or "seenAt" => $"2026-05-{random.Next(10, 28)}T00:00:00Z",
        "fresh" => random.Next(2) == 0,
        "tags" => Enumerable.Range(0, random.Next(4)).Select(_ => Scalar(random)).ToArray(),
        _ => Scalar(random),
    };

    private static object? Scalar(Random random) => Scalars[random.Next(Scalars.Length)];
}
