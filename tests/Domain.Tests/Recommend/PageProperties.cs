using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Xunit;
using Reco.Domain.Recommend;
using Reco.Domain.Tests.World;

namespace Reco.Domain.Tests.Recommend;

/// <summary>
/// Random shops, rules and page sizes: every page of a walk by cursor is the one that a slow model of the documented order gives, so that no item is shown twice,
/// nothing dropped is shown, and every allowed item is shown once.
/// </summary>
public sealed class PageProperties
{
    private static readonly int[] Moves = [0, 0, 0, 1, 2, 7];

    [Property(MaxTest = 500)]
    public async Task Every_page_is_the_documented_one(DoNotSize<int> seed)
    {
        var random = new Random(seed.Item);
        var model = new Model(random);
        var shop = await ShopWorld.MakeAsync(JsonDocument.Parse(model.World().ToJsonString()).RootElement);
        var rule = await shop.CompileAsync(model.Rule().ToJsonString());
        var request = new RecommendRequest { RequestId = "r", Items = ["seed"], Explain = random.Next(2) == 0 };

        var shown = new List<string>();
        for (string? cursor = null; ;)
        {
            var (expected, more) = model.Page([.. shown], first: cursor is null);
            using var answer = await shop.Recommender.RecommendAsync(rule, request with { Cursor = cursor }, default);
            var json = ShopWorld.Read(answer);
            Assert.Equal(expected, answer.ItemIds);
            Assert.Equal(expected, ShopWorld.Ids(json));
            shown.AddRange(expected);
            Assert.Equal(more && shown.Count <= shop.Limits.CursorItems, json.TryGetProperty("cursor", out var next));
            if (next.ValueKind != JsonValueKind.String) break;
            cursor = next.GetString();
        }
        Assert.Equal(shown.Count, shown.Distinct().Count());

        var batch = await shop.Recommender.RecommendAsync([(rule, request), (rule, request)], distinct: true, default);
        Assert.Equal(model.Page([], first: true).Items, batch[0].ItemIds);
        Assert.Equal(model.Page([.. batch[0].ItemIds], first: true).Items, batch[1].ItemIds);
        foreach (var answer in batch) answer.Dispose();
    }

    /// <summary>The flow as design and documentation tell it, without a thought for speed.</summary>
    private sealed class Model
    {
        private readonly Dictionary<string, (int Effect, double? Score, JsonNode? Group)> items = new(StringComparer.Ordinal);
        private readonly List<(double Weight, Dictionary<string, double> Found)> sources = [];
        private readonly List<List<string>> fallback = [];
        private readonly List<(string Item, int At)> pins = [];
        private readonly int limit, atMost;
        private readonly bool ranked, holdout;

        public Model(Random random)
        {
            var ids = Enumerable.Range(0, random.Next(1, 80)).Select(i => $"i{i}").ToList();
            foreach (var id in ids.Where(_ => random.Next(10) > 0))
            {
                var effect = random.Next(3) == 0 ? random.Next(1, 3 + Moves.Length) : 0;
                items[id] = (effect, random.Next(6) == 0 ? null : random.Next(-3, 4), Group(random));
            }
            (string, T)[] Some<T>(int most, Func<int, T> value) => [.. ids.OrderBy(_ => random.Next()).Take(random.Next(1, most + 1)).Select((id, i) => (id, value(i)))];
            for (var i = random.Next(1, 4); i > 0; i--) sources.Add((random.Next(4) * 0.5, Some(random.Next(2) == 0 ? 4 : 60, _ => random.Next(-8, 9) / 8.0).ToDictionary(s => s.Item1, s => s.Item2, StringComparer.Ordinal)));
            for (var i = random.Next(0, 3); i > 0; i--) fallback.Add([.. Some(40, _ => 0).Select(s => s.Item1)]);
            for (var i = random.Next(0, 21); i > 0 && random.Next(3) > 0; i--) pins.Add((ids[random.Next(ids.Count)], random.Next(1, random.Next(2) == 0 ? 4 : 40)));
            (limit, atMost, ranked) = (random.Next(1, random.Next(2) == 0 ? 5 : 31), random.Next(0, 4), random.Next(2) == 0);
            holdout = fallback.Count > 0 && random.Next(3) == 0;
        }

        private static JsonNode? Group(Random random) => random.Next(6) switch
        {
            0 => null,
            1 => random.Next(3),
            2 => random.Next(2) == 0,
            3 => new JsonArray(random.Next(2), "a"),
            _ => $"g{random.Next(3)}",
        };

        public JsonObject World()
        {
            var all = new JsonArray();
            foreach (var (id, item) in items) all.Add(new JsonObject { ["id"] = id, ["effect"] = item.Effect, ["score"] = item.Score, ["group"] = item.Group?.DeepClone() });
            var relations = new JsonObject();
            for (var i = 0; i < sources.Count; i++) relations[$"s{i}"] = new JsonObject { ["seed"] = new JsonObject(sources[i].Found.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)f.Value))) };
            return new JsonObject { ["attributes"] = new JsonObject { ["effect"] = "number" }, ["items"] = all, ["relations"] = relations };
        }

        public JsonObject Rule()
        {
            var rule = new JsonObject
            {
                ["service"] = "g",
                ["name"] = "r",
                ["candidates"] = new JsonArray([.. sources.Select((s, i) => new JsonObject { ["related"] = $"s{i}", ["weight"] = s.Weight })]),
                ["filters"] = new JsonArray([new JsonObject { ["drop"] = "@item.effect == 1" }, new JsonObject { ["drop"] = "@item.effect == 2", ["rolling"] = true },
                    .. Moves.Select((n, i) => (n, i)).Where(m => m.n > 0).Select(m => new JsonObject { ["drop"] = $"@item.effect == {m.i + 3}", ["rolling"] = m.n })]),
                ["pins"] = new JsonArray([.. pins.Select(p => new JsonObject { ["item"] = p.Item, ["at"] = p.At })]),
                ["limit"] = limit,
            };
            if (fallback.Count > 0) rule["fallback"] = new JsonArray([.. fallback.Select(f => new JsonObject { ["items"] = new JsonArray([.. f.Select(id => (JsonNode?)id)]) })]);
            if (atMost > 0) rule["diversify"] = new JsonObject { ["by"] = "@item.group", ["atMost"] = atMost };
            if (holdout) rule["buckets"] = new JsonArray(new JsonObject { ["name"] = "holdout", ["share"] = 100 });
            if (ranked) rule["rank"] = new JsonObject { ["score"] = "@item.score" };
            return rule;
        }

        public (string[] Items, bool More) Page(HashSet<string> shown, bool first)
        {
            bool Allowed(string id) => items.TryGetValue(id, out var item) && item.Effect != 1 && !shown.Contains(id);
            var sums = new Dictionary<string, double>(StringComparer.Ordinal);
            foreach (var (weight, found) in holdout ? [] : sources)
                foreach (var (id, score) in found) sums[id] = sums.GetValueOrDefault(id) + score * weight;

            var pinned = new List<(string Item, int At)>();
            foreach (var pin in pins.Where(p => first && p.At <= limit && Allowed(p.Item)))
                if (pinned.Count < limit && pinned.All(p => p.Item != pin.Item)) pinned.Add(pin);
            bool Free(string id) => Allowed(id) && pinned.All(p => p.Item != id);

            var best = sums.Keys.Where(Free).Select(id => (Id: id, Score: ranked ? items[id].Score : sums[id]))
                .OrderBy(c => c.Score is null).ThenByDescending(c => c.Score).ThenBy(c => c.Id, StringComparer.Ordinal).Select(c => c.Id).ToList();
            var kept = best.Where(id => items[id].Effect != 2).Select((id, i) => (id, Target: Places(id) == 0 ? i : i + Places(id) + 0.5)).OrderBy(c => c.Target).Select(c => c.id);
            var further = fallback.SelectMany(f => f).Distinct().Where(id => Free(id) && !sums.ContainsKey(id)).ToList();
            List<string> queue = [.. kept, .. best.Where(id => items[id].Effect == 2), .. further.Where(id => !Rolled(id)), .. further.Where(Rolled)];

            var groups = pinned.Select(p => Key(p.Item)).ToList();
            var (filled, heldBack) = (new List<string>(), new List<string>());
            foreach (var id in queue)
            {
                if (filled.Count + pinned.Count == limit) break;
                if (atMost > 0 && Key(id) is { } key && groups.Count(g => g == key) >= atMost) heldBack.Add(id);
                else
                {
                    filled.Add(id);
                    groups.Add(Key(id));
                }
            }
            filled.AddRange(heldBack.Take(limit - filled.Count - pinned.Count));
            var page = new List<string>();
            var waiting = pinned.OrderBy(p => p.At).ToList();
            while (filled.Count + waiting.Count > 0)
            {
                var pin = waiting.Count > 0 && (waiting[0].At <= page.Count + 1 || filled.Count == 0);
                page.Add(pin ? waiting[0].Item : filled[0]);
                if (pin) waiting.RemoveAt(0);
                else filled.RemoveAt(0);
            }
            return ([.. page], queue.Count + pinned.Count > page.Count);
        }

        /// <summary>Places that the item moves down, unless it goes behind all or stays.</summary>
        private int Places(string id) => items[id].Effect < 3 ? 0 : Moves[items[id].Effect - 3];

        private bool Rolled(string id) => items[id].Effect == 2 || Places(id) > 0;

        private string? Key(string id) => items[id].Group?.ToJsonString();
    }
}
