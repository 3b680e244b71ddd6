using System.Text;
using Microsoft.Extensions.Time.Testing;
using Reco.Domain.Catalogs;
using Reco.Domain.Expressions;
using Reco.Domain.Interactions;
using Reco.Domain.Interactions.Counting;

namespace Reco.Domain.Tests.Interactions;

public class PopularityTests
{
    private const long Hour = 3_600_000;
    private const long Start = 1_750_000_000_000;
    private static readonly PopularityScope ByAge = new(["user.ageBand"]);
    private static readonly PopularityScope ByAgeAndRegion = new(["user.ageBand", "context.region"]);
    private static readonly PopularityScope ByCategory = new(["seed.category"]);

    private readonly ItemNumbers ids = new();
    private readonly FakeTimeProvider time = new();
    private long sequence;

    public PopularityTests()
    {
        for (var i = 0; i < 20; i++) ids.Intern($"item{i:00}");
    }

    private Popularity New(PopularityBounds? bounds = null) =>
        new(ids, new InteractionTypes(), (id, path) => path == "category" ? Value.Of(int.Parse(id[4..]) % 2 == 0 ? "even" : "odd") : Value.Null, time, bounds);

    private static Profile Aged(string? age) => age is null ? Profile.Empty : Profile.Empty.WithAttributes(Encoding.UTF8.GetBytes($$"""{"ageBand":"{{age}}"}"""));

    private void Add(Popularity popularity, string item, long atMs, string? age = null, string? region = null, string type = "view")
    {
        var row = Rows.Of(type, item, atMs);
        if (region is not null) row = row with { Context = new Dictionary<string, Value> { ["region"] = Value.Of(region) } };
        popularity.Add(++sequence, row, Aged(age));
        time.Advance(TimeSpan.FromSeconds(1));
    }

    private string[] Top(Popularity popularity, HalfLife halfLife, PopularityScope scope, long nowMs, params string[] values) =>
        [.. popularity.Top(halfLife, scope, values, 10, nowMs).Items.Select(ids.Id)];

    [Fact]
    public void A_count_halves_with_every_half_life_and_ties_go_by_id()
    {
        var popularity = New();
        Add(popularity, "item03", Start);
        Add(popularity, "item03", Start);
        Add(popularity, "item02", Start + Hour);
        Add(popularity, "item01", Start + Hour);
        var top = popularity.Top(HalfLife.Hour, PopularityScope.Everyone, [], 10, Start + 2 * Hour);
        Assert.Equal(["item01", "item02", "item03"], top.Items.Select(ids.Id));
        Assert.All(top.Counts, c => Assert.Equal(0.5, c, 9));
        Assert.Equal(["item03", "item01", "item02"], Top(popularity, HalfLife.All, PopularityScope.Everyone, Start));
        Assert.Equal(2, popularity.Top(HalfLife.All, PopularityScope.Everyone, [], 1, Start + 999 * Hour).Counts.Single());
        Assert.True(ids.TryGet("item03", out var number));
        Assert.Equal(2, popularity.Count(number, Start), 9);
        Assert.Equal(1, popularity.Count(number, Start + 7 * 24 * Hour), 9);
    }

    [Fact]
    public void Types_weigh_as_set_and_unknown_items_are_not_interned()
    {
        var popularity = New();
        Add(popularity, "item01", Start, type: "impression");
        Add(popularity, "item02", Start, type: "dislike");
        Add(popularity, "item03", Start, type: "rate");
        Add(popularity, "stranger", Start);
        Assert.Equal(["item03"], Top(popularity, HalfLife.Week, PopularityScope.Everyone, Start));
        Assert.False(ids.TryGet("stranger", out _));
    }

    [Fact]
    public void A_scope_counts_from_its_declaration_with_all_its_prefixes_and_a_null_part_cuts_it()
    {
        var popularity = New();
        Add(popularity, "item01", Start, "30s", "north");
        popularity.Declare(HalfLife.Day, ByAgeAndRegion);
        popularity.Declare(HalfLife.Day, ByCategory);
        Add(popularity, "item02", Start, "30s", "north");
        Add(popularity, "item03", Start, "30s", "south");
        Add(popularity, "item04", Start, "30s");
        Add(popularity, "item05", Start, null, "north");
        Assert.Equal(["item02"], Top(popularity, HalfLife.Day, ByAgeAndRegion, Start, "30s", "north"));
        Assert.Equal(["item02", "item03", "item04"], Top(popularity, HalfLife.Day, ByAge, Start, "30s"));
        Assert.Equal(5, Top(popularity, HalfLife.Day, PopularityScope.Everyone, Start).Length);
        Assert.Equal(["item02", "item04"], Top(popularity, HalfLife.Day, ByCategory, Start, "even"));
        Assert.Empty(Top(popularity, HalfLife.Day, ByAge, Start, "40s"));
        Assert.Empty(Top(popularity, HalfLife.Week, ByAge, Start, "30s"));
    }

    [Fact]
    public void Counts_agree_with_a_recount_across_landmarks_and_out_of_order()
    {
        var random = new Random(7);
        var popularity = New();
        popularity.Declare(HalfLife.Hour, ByAgeAndRegion);
        popularity.Declare(HalfLife.Day, ByAge);
        var rows = new List<(string Item, long At, string? Age, string? Region)>();
        for (var i = 0; i < 3_000; i++)
        {
            // 300 hours forward: nearly five landmark periods of 1h; some rows come up to 10 hours late.
            var at = Start + i * 300 * Hour / 3_000 - (i % 7 == 0 ? random.NextInt64(10 * Hour) : 0);
            var row = ($"item{random.Next(20):00}", at, random.Next(4) is var a and > 0 ? $"{a}0s" : null, random.Next(3) is var r and > 0 ? $"r{r}" : null);
            rows.Add(row);
            Add(popularity, row.Item1, row.at, row.Item3, row.Item4);
        }
        var now = Start + 305 * Hour;
        foreach (var halfLife in Enum.GetValues<HalfLife>()) Compare(halfLife, PopularityScope.Everyone, [], rows);
        foreach (var age in (string[])["10s", "20s", "30s"])
        {
            Compare(HalfLife.Day, ByAge, [age], rows.Where(r => r.Age == age));
            Compare(HalfLife.Hour, ByAge, [age], rows.Where(r => r.Age == age));
            Compare(HalfLife.Hour, ByAgeAndRegion, [age, "r2"], rows.Where(r => r.Age == age && r.Region == "r2"));
        }

        void Compare(HalfLife halfLife, PopularityScope scope, string[] values, IEnumerable<(string Item, long At, string? Age, string? Region)> of)
        {
            var expected = of.GroupBy(r => r.Item)
                .Select(g => (Item: g.Key, Count: g.Sum(r => Math.Pow(2, (r.At - now) / Decay.Milliseconds(halfLife)))))
                .OrderByDescending(e => e.Count).ThenBy(e => e.Item, StringComparer.Ordinal).ToArray();
            var top = popularity.Top(halfLife, scope, values, 100, now);
            Assert.Equal(expected.Select(e => e.Item), top.Items.Select(ids.Id));
            for (var i = 0; i < expected.Length; i++) Assert.Equal(1, top.Counts[i] / expected[i].Count, 6);
            if (halfLife != HalfLife.Week || scope.Paths.Count > 0) return;
            foreach (var (item, count) in expected)
            {
                Assert.True(ids.TryGet(item, out var number));
                Assert.Equal(count, popularity.Count(number, now), 6);
            }
        }
    }

    [Fact]
    public void Very_old_rows_decay_to_nothing_and_never_overflow()
    {
        var popularity = New();
        Add(popularity, "item01", 0);
        Add(popularity, "item02", Start);
        Add(popularity, "item03", 1000);
        Assert.Equal(["item02"], Top(popularity, HalfLife.Hour, PopularityScope.Everyone, Start));
        Assert.Equal(3, Top(popularity, HalfLife.All, PopularityScope.Everyone, Start).Length);
        Assert.True(double.IsFinite(popularity.Top(HalfLife.Hour, PopularityScope.Everyone, [], 10, 0).Counts[0]));
        Assert.Empty(Top(popularity, HalfLife.Hour, PopularityScope.Everyone, Start + 2_000 * Hour));
    }

    [Fact]
    public void A_row_is_counted_once()
    {
        var popularity = New();
        var row = Rows.Of("view", "item01", Start);
        popularity.Add(5, row, Profile.Empty);
        popularity.Add(5, row, Profile.Empty);
        popularity.Add(4, row, Profile.Empty);
        Assert.Equal(1, popularity.Top(HalfLife.All, PopularityScope.Everyone, [], 1, Start).Counts.Single());
        Assert.Equal(5, popularity.Fence);
    }

    [Fact]
    public void A_snapshot_brings_back_counts_dimensions_and_fence_whatever_the_numbers_are()
    {
        var popularity = New();
        popularity.Declare(HalfLife.Day, ByAgeAndRegion);
        Add(popularity, "item07", Start, "30s", "north");
        Add(popularity, "item07", Start + Hour, "30s", "north");
        Add(popularity, "item02", Start + Hour, "30s", "south");
        var bytes = PopularitySnapshot.Write(popularity);

        var others = new ItemNumbers();
        others.Intern("new");
        others.Intern("item07");
        var restored = new Popularity(others, new InteractionTypes(), (_, _) => Value.Null, time);
        PopularitySnapshot.Read(restored, bytes);
        Assert.Equal(popularity.Fence, restored.Fence);
        Assert.Equal([1], restored.Top(HalfLife.Day, ByAgeAndRegion, ["30s", "north"], 9, Start).Items);
        Assert.Equal([1], restored.Top(HalfLife.Day, ByAge, ["30s"], 9, Start).Items);
        Assert.Equal(
            popularity.Top(HalfLife.Week, PopularityScope.Everyone, [], 1, Start + 5 * Hour).Counts, restored.Top(HalfLife.Week, PopularityScope.Everyone, [], 1, Start + 5 * Hour).Counts);
        restored.Add(sequence, Rows.Of("view", "item07", Start), Aged("30s"));
        Assert.Equal(2, restored.Top(HalfLife.All, PopularityScope.Everyone, [], 1, Start).Counts[0]);

        for (var i = 0; i < bytes.Length; i += 7)
        {
            var damaged = bytes.ToArray();
            damaged[i] ^= 1;
            Assert.Throws<InvalidDataException>(() => PopularitySnapshot.Read(New(), damaged));
        }
        Assert.Throws<InvalidDataException>(() => PopularitySnapshot.Read(New(), []));
    }

    [Fact]
    public void An_empty_snapshot_is_read()
    {
        var restored = New();
        PopularitySnapshot.Read(restored, PopularitySnapshot.Write(New()));
        Assert.Equal(-1, restored.Fence);
        Add(restored, "item01", Start);
        Assert.Equal(["item01"], Top(restored, HalfLife.Hour, PopularityScope.Everyone, Start));
    }

    [Fact]
    public void Memory_is_bounded_and_says_when()
    {
        var popularity = New(new PopularityBounds { Values = 2, ItemsPerValue = 4 });
        popularity.Declare(HalfLife.All, ByAge);
        for (var i = 0; i < 12; i++)
        {
            for (var n = 0; n <= i; n++) Add(popularity, $"item{i:00}", Start, "30s");
        }
        var kept = Top(popularity, HalfLife.All, ByAge, Start, "30s");
        Assert.InRange(kept.Length, 1, 4);
        Assert.Contains("item11", kept);
        Assert.Equal(0, popularity.Uncounted);
        Add(popularity, "item01", Start, "40s");
        Add(popularity, "item01", Start, "50s");
        Assert.Equal(1, popularity.Uncounted);
        Assert.Empty(Top(popularity, HalfLife.All, ByAge, Start, "50s"));
        Assert.Equal(["item01"], Top(popularity, HalfLife.All, ByAge, Start, "40s"));
    }

    [Fact]
    public void What_is_forgotten_makes_room()
    {
        var popularity = New(new PopularityBounds { Values = 1, Entries = 1 });
        popularity.Declare(HalfLife.Hour, ByAge);
        Add(popularity, "item01", Start, "30s");
        Add(popularity, "item02", Start, "30s");
        Assert.Equal(1, popularity.Uncounted);
        Add(popularity, "item03", Start + 30 * Hour);
        PopularitySnapshot.Write(popularity);
        Add(popularity, "item03", Start + 30 * Hour, "40s");
        Assert.Equal(["item03"], Top(popularity, HalfLife.Hour, ByAge, Start, "40s"));
        Assert.Equal(1, popularity.Uncounted);
    }

    [Fact]
    public void Values_that_look_alike_when_joined_stay_apart()
    {
        var popularity = New();
        popularity.Declare(HalfLife.All, ByAgeAndRegion);
        Add(popularity, "item01", Start, "1:a", "b");
        Add(popularity, "item02", Start, "1", "ab");
        Add(popularity, "item03", Start, new string('x', 300), "y");
        Assert.Equal(["item01"], Top(popularity, HalfLife.All, ByAgeAndRegion, Start, "1:a", "b"));
        Assert.Equal(["item02"], Top(popularity, HalfLife.All, ByAgeAndRegion, Start, "1", "ab"));
        Assert.Equal(["item03"], Top(popularity, HalfLife.All, ByAgeAndRegion, Start, new string('x', 300), "y"));
    }

    [Fact]
    public void A_list_is_kept_while_it_is_young_and_made_anew_after()
    {
        var popularity = New();
        Add(popularity, "item01", Start);
        Assert.Equal(["item01"], Top(popularity, HalfLife.All, PopularityScope.Everyone, Start));
        popularity.Add(++sequence, Rows.Of("view", "item02", Start), Profile.Empty);
        Assert.Equal(["item01"], Top(popularity, HalfLife.All, PopularityScope.Everyone, Start));
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(["item01", "item02"], Top(popularity, HalfLife.All, PopularityScope.Everyone, Start));
    }

    [Fact]
    public void Only_the_best_thousand_are_listed()
    {
        var many = new ItemNumbers();
        for (var i = 0; i < 5_000; i++) many.Intern($"i{i}");
        var popularity = new Popularity(many, new InteractionTypes(), (_, _) => Value.Null, time);
        var order = Enumerable.Range(0, 5_000).ToArray();
        new Random(3).Shuffle(order);
        var row = 0L;
        foreach (var i in order)
        {
            for (var n = 0; n < 1 + i / 1000; n++) popularity.Add(++row, Rows.Of("view", $"i{i}", Start), Profile.Empty);
        }
        var top = popularity.Top(HalfLife.All, PopularityScope.Everyone, [], 2_000, Start);
        Assert.Equal(Enumerable.Range(4_000, 1_000).Select(i => $"i{i}").Order(StringComparer.Ordinal), top.Items.Select(many.Id));
    }

    [Fact]
    public async Task Readers_beside_a_writer_see_ordered_lists()
    {
        var popularity = new Popularity(ids, new InteractionTypes(), (_, _) => Value.Null, TimeProvider.System);
        popularity.Declare(HalfLife.Hour, ByAge);
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                foreach (var list in (PopularList[])[popularity.Top(HalfLife.Hour, PopularityScope.Everyone, [], 20, Start), popularity.Top(HalfLife.Hour, ByAge, ["30s"], 20, Start)])
                {
                    Assert.All(list.Counts.Zip(list.Counts.Skip(1)), pair => Assert.True(pair.First >= pair.Second));
                    Assert.Equal(list.Items.Length, list.Items.Distinct().Count());
                }
            }
        })).ToArray();
        var aged = Aged("30s");
        for (var i = 0; i < 100_000; i++) popularity.Add(i, Rows.Of("view", $"item{i % 20:00}", Start + i * 10_000L), aged);
        await done.CancelAsync();
        await Task.WhenAll(readers);
    }
}
