using System.Globalization;
using FsCheck.Xunit;
using Reco.Domain.Interactions;
using Reco.Domain.Recommend;
using Reco.Domain.Statistics;

namespace Reco.Domain.Tests.Statistics;

public class RuleStatisticsTests
{
    private const long Monday = 1_767_600_000_000, Week = 7 * 86_400_000L;

    private readonly RuleStatistics statistics = Make();
    private long sequence;

    [Fact]
    public void An_item_of_a_page_is_seen_once_and_rewarded_once_by_type()
    {
        var page = Page("A", "x", "y");
        Add(page, page, Click(page, "x"), Click(page, "x"), Click(page, "x") with { User = "other" }, Click(page, "x") with { Type = "purchase" }, Click(page, "x") with { Type = "dislike" });
        Assert.Equal("A: 1 pages, 1/2, places 1/1 0/1, x 1/1, y 0/1", Told("click"));
        Assert.Equal("A: 1 pages, 1/2, places 1/1 0/1, x 1/1, y 0/1", Told("purchase"));
        Assert.Equal("A: 1 pages, 0/2, places 0/1 0/1, x 0/1, y 0/1", Told("dislike"));
    }

    [Fact]
    public void A_page_may_be_confirmed_item_by_item()
    {
        var page = Page("", "x", "y");
        var items = page.PerItem().ToArray();
        Add(items[1], items[1], Click(page, "x"), Click(page, "y"), items[0], page);
        Assert.Equal(": 1 pages, 1/2, places 0/1 1/1, x 0/1, y 1/1", Told("click"));
    }

    [Fact]
    public void What_was_not_seen_on_a_known_page_is_not_counted()
    {
        var page = Page("A", "x");
        Add(page, Click(page, "z"), Click(page, "x") with { RequestId = $"{page.RequestId}B" }, Click(page, "x") with { RequestId = RequestIds.Of(RequestIds.Next(), 1, "A") },
            Click(page, "x") with { RequestId = null }, Click(page, "x") with { Type = "impression" }, Click(page, "x") with { AtMs = Monday + 30 * 60_000 + 1 });
        Assert.Equal("A: 1 pages, 0/1, places 0/1, x 0/1", Told("click"));
        Add(Click(page, "x") with { AtMs = Monday + 30 * 60_000 });
        Assert.Equal("A: 1 pages, 1/1, places 1/1, x 1/1", Told("click"));
    }

    [Fact]
    public void A_rule_keeps_its_counts_by_bucket_and_each_canary_is_apart()
    {
        Add(Page("A", "x"), Page("A", "x") with { RequestId = RequestIds.Of(RequestIds.Next(), 99, "A") }, Page("B", "x"));
        foreach (var canary in (long[])[7, 8])
        {
            var page = Page("A", "x");
            Add(page with { Page = page.Page! with { Canary = canary } }, Click(page, "x"));
        }
        Assert.Equal(["A/0 2 0", "B/0 1 0", "A/7 1 1", "A/8 1 1"], Read("click").Arms.Select(a => $"{a.Bucket}/{a.Canary} {a.Pages:0} {a.Total.Rewards:0}"));
    }

    [Fact]
    public void Counts_decay_with_the_page_and_the_interval_widens()
    {
        for (var i = 0; i < 100; i++)
        {
            var page = Page("A", "x");
            Add(i < 30 ? [page, Click(page, "x")] : [page]);
        }
        var (now, later) = (Read("click").Arms[0], Read("click", Monday + Week).Arms[0]);
        Assert.Equal((100, 0.3, 100), (Math.Round(now.Total.Impressions, 6), Math.Round(now.Total.Rate, 6), Math.Round(now.Worth, 6)));
        Assert.Equal((50, 0.3, 100), (Math.Round(later.Total.Impressions, 6), Math.Round(later.Total.Rate, 6), Math.Round(later.Worth, 6)));
        Assert.Equal(Wilson.Interval(0.3, 100).Low, later.Interval.Low, 9);
        // Old pages beside new ones: 50 + 100 impressions are worth 150² / (100 · 0.25 + 100) = 180 of equal weight.
        for (var i = 0; i < 100; i++) Add(Page("A", "x") is var page ? page with { AtMs = Monday + Week, Page = page.Page! with { AtMs = Monday + Week } } : page);
        Assert.Equal(180, Read("click", Monday + Week).Arms[0].Worth, 6);
    }

    [Fact]
    public void Memory_is_bounded()
    {
        var small = new RuleStatistics(new InteractionTypes(), new StatisticsBounds { Rules = 2, Arms = 2, Items = 4, Pages = 3 });
        for (var i = 0; i < 50; i++)
        {
            var page = Page($"B{i}", "often", $"item-{i}") is var row ? row with { Page = row.Page! with { Rule = $"shop/rule-{i % 3}" } } : row;
            small.Add(++sequence, page);
            small.Add(++sequence, page with { RequestId = RequestIds.Of(RequestIds.Next(), 1, "kept"), Page = page.Page! with { Rule = "shop/rule-0" } });
        }
        var report = small.Read("shop/rule-0", "click", Monday);
        Assert.Equal(2, report.Arms.Count);
        Assert.Equal(50, report.Arms.Single(a => a.Bucket == "kept").Pages, 6);
        Assert.InRange(report.Arms.Max(a => a.Items.Count), 1, 5);
        Assert.Contains(report.Arms.Single(a => a.Bucket == "kept").Items, i => i.Id == "often" && i.Rated.Impressions > 49);
        Assert.Empty(small.Read("shop/rule-2", "click", Monday).Arms);
        Assert.Equal(16, small.Uncounted);
    }

    [Fact]
    public void Rules_share_the_room_for_items_and_totals_go_on_without_it()
    {
        var small = new RuleStatistics(new InteractionTypes(), new StatisticsBounds { AllItems = 3 });
        foreach (var (rule, items) in new[] { ("first", 3), ("second", 1), ("first", 3) })
        {
            var page = Page("A", [.. Enumerable.Range(0, items).Select(i => $"{rule}-{i}")]);
            small.Add(++sequence, page with { Page = page.Page! with { Rule = rule } });
        }
        var (first, second) = (small.Read("first", "click", Monday).Arms[0], small.Read("second", "click", Monday).Arms[0]);
        Assert.Equal((3, 6, 0, 1), (first.Items.Count, Math.Round(first.Total.Impressions, 6), second.Items.Count, Math.Round(second.Total.Impressions, 6)));
    }

    [Fact]
    public void People_are_sampled_fairly_and_counted_in_their_latest_bucket()
    {
        const int people = 60_000;
        for (var i = 0; i < people; i++) Add(Page(i % 4 == 0 ? "B" : "A", "x") with { User = $"u{i}" });
        var counts = Read("click").PeopleOf(["A", "B"], 0, Monday);
        Assert.InRange(counts.Sum(), 4_096, 2 * 4_096);
        Assert.InRange(ChiSquare.Test(counts, [75, 25])!.Value.P, 1e-4, 1);
        Assert.True(ChiSquare.Test(counts, [70, 30])!.Value.P < 1e-6);
        Assert.Equal(0, Read("click").PeopleOf(["A", "B"], 0, Monday + 1).Sum());
    }

    [Fact]
    public void A_person_is_counted_once()
    {
        Add(Page("A", "x") with { User = "ann" }, Page("A", "x") with { User = "ann" }, Page("B", "x") with { User = "ann" }, Page("B", "x") with { User = "ben" }, Page("A", "x") with { User = "" }, Page("A", "x") with { User = "" });
        Assert.Equal([2, 2], Read("click").PeopleOf(["A", "B"], 0, Monday));
    }

    [Fact]
    public void Who_is_forgotten_leaves_the_sample_and_what_they_saw_stays()
    {
        Add(Page("A", "x") with { User = "ann" }, Page("A", "x") with { User = "ben" });
        var changes = statistics.Changes;
        statistics.Forget(["ann", "nobody"]);
        Assert.Equal((1, 2), (Read("click").PeopleOf(["A"], 0, Monday)[0], Math.Round(Read("click").Arms[0].Pages, 6)));
        Assert.Equal(changes + 1, statistics.Changes);
    }

    [Property(MaxTest = 200)]
    public void Any_restart_loses_and_doubles_nothing(int seed)
    {
        var random = new Random(seed);
        var (rows, pages) = (new List<Interaction>(), new List<Interaction>());
        for (var i = 0; i < 120; i++)
        {
            if (pages.Count == 0 || random.Next(3) == 0) pages.Add(Page($"{(char)('A' + random.Next(2))}", "x", "y", "z") with { User = $"u{random.Next(9)}" });
            var page = pages[Math.Max(0, pages.Count - 1 - random.Next(5))];
            rows.Add(random.Next(4) switch { 0 => page, 1 => page.PerItem().ElementAt(random.Next(3)), _ => Click(page, $"{(char)('x' + random.Next(4))}") });
        }
        var bounds = new StatisticsBounds { Pages = 1 + random.Next(6) };
        var (whole, restarted) = (new RuleStatistics(new InteractionTypes(), bounds), new RuleStatistics(new InteractionTypes(), bounds));
        byte[]? snapshot = null;
        long from = 0;
        for (var i = 1; i <= rows.Count; i++)
        {
            whole.Add(i, rows[i - 1]);
            restarted.Add(i, rows[i - 1]);
            if (random.Next(10) == 0) (from, snapshot) = (restarted.ReplayFrom, StatisticsSnapshot.Write(restarted));
            if (random.Next(10) != 0) continue;
            // Killed: what was counted behind the snapshot is counted again from the log.
            restarted = new RuleStatistics(new InteractionTypes(), bounds);
            if (snapshot is not null) StatisticsSnapshot.Read(restarted, snapshot);
            for (var again = (int)Math.Max(1, from); again <= i; again++) restarted.Add(again, rows[again - 1]);
        }
        Assert.Equal(Told(whole.Read("shop/rule", "click", Monday)), Told(restarted.Read("shop/rule", "click", Monday)));
        Assert.Equal(whole.Read("shop/rule", "click", Monday).PeopleOf(["A", "B"], 0, 0), restarted.Read("shop/rule", "click", Monday).PeopleOf(["A", "B"], 0, 0));
    }

    [Fact]
    public void A_snapshot_read_years_later_has_the_same_counts()
    {
        var page = Page("A", "x");
        Add(page, Click(page, "x"));
        var old = Page("A", "y") is var row ? row with { Page = row.Page! with { AtMs = Monday + 200 * Week } } : row;
        Add(old, Click(old, "y") with { AtMs = Monday + 200 * Week });
        var restored = Make();
        StatisticsSnapshot.Read(restored, StatisticsSnapshot.Write(statistics));
        Assert.Equal(Told(statistics.Read("shop/rule", "click", Monday + 201 * Week)), Told(restored.Read("shop/rule", "click", Monday + 201 * Week)));
        Assert.Throws<InvalidDataException>(() => StatisticsSnapshot.Read(Make(), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]));
    }

    private static RuleStatistics Make() => new(new InteractionTypes(), new StatisticsBounds());

    private static Interaction Page(string bucket, params string[] items) => new()
    {
        User = "u",
        Type = "impression",
        AtMs = Monday,
        RequestId = RequestIds.Of(RequestIds.Next(), 1, bucket.Length > 0 ? bucket : null),
        Page = new ShownPage("shop/rule", 0, Monday, items),
    };

    private static Interaction Click(Interaction page, string item) => new() { User = "u", Type = "click", Item = item, AtMs = Monday, RequestId = page.RequestId };

    private void Add(params Interaction[] rows)
    {
        foreach (var row in rows) statistics.Add(++sequence, row);
    }

    private RuleReport Read(string type, long now = Monday) => statistics.Read("shop/rule", type, now);

    private string Told(string type) => Told(Read(type));

    private static string Told(RuleReport report) => string.Join("; ", report.Arms.OrderBy(a => a.Bucket, StringComparer.Ordinal).Select(a =>
        $"{a.Bucket}: {Text(a.Pages)} pages, {Told(a.Total)}, places {string.Join(' ', a.Positions.Select(Told))}{string.Concat(a.Items.OrderBy(i => i.Id, StringComparer.Ordinal).Select(i => $", {i.Id} {Told(i.Rated)}"))}"));

    private static string Told(Rated rated) => $"{Text(rated.Rewards)}/{Text(rated.Impressions)}";

    private static string Text(double number) => Math.Round(number, 9).ToString(CultureInfo.InvariantCulture);
}
