using Reco.Domain.Learning.Evaluation;

namespace Reco.Domain.Tests.Learning;

public class MetricsTests
{
    private static readonly string[] Shown = ["a", "b", "c", "d"];

    [Fact]
    public void Metrics_of_a_list_follow_their_definitions()
    {
        var relevant = new HashSet<string> { "b", "d", "z" };
        Assert.Equal(0, Metrics.HitRate(Shown, relevant, 1));
        Assert.Equal(1, Metrics.HitRate(Shown, relevant, 2));
        Assert.Equal(2 / 3.0, Metrics.Recall(Shown, relevant, 20), 12);
        Assert.Equal(0.5, Metrics.ReciprocalRank(Shown, relevant, 10));
        var ideal = 1 + 1 / Math.Log2(3) + 1 / Math.Log2(4);
        Assert.Equal((1 / Math.Log2(3) + 1 / Math.Log2(5)) / ideal, Metrics.Ndcg(Shown, relevant, 10), 12);
        Assert.Equal(1 / Math.Log2(3) / (1 + 1 / Math.Log2(3)), Metrics.Ndcg(Shown, relevant, 2), 12);
    }

    [Fact]
    public void An_estimate_carries_its_standard_error()
    {
        var estimate = Estimate.Of("HR@10", [0, 1, 1, 0]);
        Assert.Equal(0.5, estimate.Mean);
        Assert.Equal(Math.Sqrt(1 / 3.0 / 4), estimate.StandardError, 12);
    }

    [Fact]
    public void Coverage_counts_what_anybody_was_shown()
    {
        var questions = new[] { new Question("u", [], ["a"]), new Question("v", [], ["x"]) };
        var report = Report.Of(questions, [["a", "b"], ["b", "c"]], catalogSize: 6);
        Assert.Equal((0.5, 0.5), (report["HR@10"], report["coverage@10"]));
    }
}
