using Reco.Domain.Rules.DryRuns;

namespace Reco.Domain.Tests.Rules.DryRuns;

public class DryRunReportTests
{
    private static readonly Fault Missing = new("user", "the rule needs a user");

    [Fact]
    public void Pages_are_compared_one_by_one()
    {
        var report = DryRunReport.Of([Pair("abc", "abc"), Pair("abc", "acb"), Pair("abc", "axy"), Pair("abc", "abx"), Pair("", "")]);
        Assert.Equal((5, 5, 0.4), (report.Requests, report.Compared, report.Identical));
        Assert.Equal([(1, 1.0), (5, (1 + 1 + (1 / 3.0) + (2 / 3.0) + 1) / 5)], report.Overlap);
        Assert.Equal([("x", 2), ("y", 1)], report.Gained.Top);
        Assert.Equal([("c", 2), ("b", 1)], report.Lost.Top);
        Assert.Equal([2, 3, 1], report.Changed.Select(c => c.Request));
        Assert.Equal((0, 0, 0), (report.ChangedMore, report.Gained.More, report.Lost.More));
    }

    [Fact]
    public void A_request_that_one_side_refused_is_not_compared()
    {
        var report = DryRunReport.Of([new(Page("ab"), Refused), new(Refused, Page("ab")), Pair("ab", "ab"), new(Refused, Refused)]);
        Assert.Equal((4, 1, 1.0), (report.Requests, report.Compared, report.Identical));
        Assert.Equal((2, 2), (report.Draft.Pages, report.Draft.Refused));
        Assert.Equal([(1, Missing), (3, Missing)], report.Draft.Faults);
        Assert.Equal([(0, Missing), (3, Missing)], report.Serving!.Faults);
    }

    [Fact]
    public void Without_a_serving_side_nothing_is_compared()
    {
        var report = DryRunReport.Of([new(Page("ab"), null), new(Refused, null)]);
        Assert.Equal((2, 0, 0), (report.Requests, report.Compared, report.Overlap.Count));
        Assert.Null(report.Serving);
        Assert.Equal((1, 1), (report.Draft.Pages, report.Draft.Refused));
        Assert.Equal(0, DryRunReport.Of([]).Draft.NotFull);
    }

    [Fact]
    public void A_side_is_summed_up()
    {
        var side = DryRunSide.Of(
        [
            Page("ab") with { Bucket = "B", Milliseconds = 1, Stages = Stages(("sources", 1)) },
            Page("ab") with { Bucket = "A", Size = 3, Milliseconds = 2, Stages = Stages(("sources", 1), ("fallback", 4)) },
            Page("ab") with { Bucket = "B", Size = 3, Degraded = true, Milliseconds = 3, Stages = Stages(("sources", 4)) },
            Page("ab") with { Bucket = "B", Milliseconds = 6 },
            Refused with { Bucket = "A", Milliseconds = 100 },
        ]);
        Assert.Equal((0.5, 0.25), (side.NotFull, side.Degraded));
        Assert.Equal([("A", 1), ("B", 3)], side.Buckets);
        Assert.Equal(new Spent(3, 6), side.Total);
        Assert.Equal([("sources", new Spent(1.5, 4)), ("fallback", new Spent(1, 4))], side.Stages);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(19, 19)]
    [InlineData(20, 19)]
    [InlineData(21, 20)]
    [InlineData(100, 95)]
    public void P95_is_the_smallest_that_95_percent_do_not_exceed(int count, double p95) => Assert.Equal(p95, Spent.Of(Enumerable.Range(1, count).Reverse().Select(i => (double)i)).P95);

    [Fact]
    public void All_lists_are_bounded()
    {
        var pairs = Enumerable.Range(0, 60).Select(i => new DryRunPair(Page("") with { Ids = [$"n{i:00}", "new"] }, Page("") with { Ids = [$"o{i:00}"] })).ToList();
        var report = DryRunReport.Of([.. pairs, .. Enumerable.Repeat(new DryRunPair(Refused, Refused), 60)]);
        Assert.Equal((50, 11, 50, 10), (report.Gained.Top.Count, report.Gained.More, report.Lost.Top.Count, report.Lost.More));
        Assert.Equal([("new", 60), ("n00", 1)], report.Gained.Top.Take(2));
        Assert.Equal((20, 40), (report.Changed.Count, report.ChangedMore));
        Assert.Equal((50, 60), (report.Draft.Faults.Count, report.Draft.Refused));
    }

    private static DryRunPage Page(string ids) => new(null, PageOverlapTests.Ids(ids), ids.Length, false, [], 1, Stages());

    private static DryRunPage Refused => Page("") with { Faults = [Missing] };

    private static DryRunPair Pair(string before, string after) => new(Page(after), Page(before));

    private static Dictionary<string, double> Stages(params (string Stage, double Milliseconds)[] stages) => stages.ToDictionary(s => s.Stage, s => s.Milliseconds);
}
