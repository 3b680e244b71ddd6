using System.Globalization;
using Reco.Domain.Learning;
using Reco.Domain.Learning.Evaluation;
using Xunit.Abstractions;

namespace Reco.Domain.Tests.Learning;

/// <summary>The known figures of public data sets come out of these trainers and metrics, to ± .002.</summary>
public class PublicFiguresTests(ITestOutputHelper output)
{
    [PublicDataFact]
    public void The_last_items_are_the_published_ones()
    {
        var wanted = Rows("ml-latest-small/leave_last_one_out_test_items.csv").Select(r => $"{r[0]} {r[1]}");
        Assert.Equal(wanted, Protocols.LastOne(Ratings()).Questions.Select(q => $"{q.User} {q.Relevant.Single()}"));
    }

    [PublicDataFact]
    public void Item_knn_on_the_last_item() => Expect(Similar(Protocols.LastOne(Ratings()), Knn), ("HR@10", .0705), ("NDCG@10", .0309), ("Recall@20", .1328));

    [PublicDataFact]
    public void Item_knn_on_the_last_fifth() => Expect(Similar(Protocols.LastFifth(Ratings()), Knn), ("HR@10", .5180), ("NDCG@10", .1220), ("Recall@20", .1188));

    [PublicDataFact]
    public void The_defaults_reach_the_bars()
    {
        var (one, fifth) = (Similar(Protocols.LastOne(Ratings()), new()), Similar(Protocols.LastFifth(Ratings()), new()));
        Assert.True(one["HR@10"] >= .055, $"HR@10 {one["HR@10"]}");
        Assert.True(fifth["NDCG@10"] >= .110, $"NDCG@10 {fifth["NDCG@10"]}");
    }

    [PublicDataFact]
    public void Cosine_over_whole_baskets()
    {
        var split = Protocols.Baskets(Rows("groceries/baskets.csv").Select(r => (long.Parse(r[0], CultureInfo.InvariantCulture), r[1])));
        Assert.Equal(1546, split.Questions.Count);
        var rows = GoesWithTrainer.Train(Incidence.Of(split.Train.Select(r => (r.User, r.Item))), new GoesWithOptions { K = int.MaxValue });
        Expect(Judge(split, new RelationScorer(rows, IdOrder.Text)), ("HR@5", .2691), ("HR@10", .3965), ("NDCG@10", .2229));
    }

    private static SimilarOptions Knn => new() { K = 20, Neighbours = NeighbourSide.Candidate };

    private Report Similar(Split split, SimilarOptions options) =>
        Judge(split, new RelationScorer(SimilarTrainer.Train(Incidence.Of(split.Train.Select(r => (r.User, r.Item))), options), IdOrder.Text));

    private Report Judge(Split split, RelationScorer scorer)
    {
        var shown = split.Questions.AsParallel().AsOrdered().Select(q => scorer.Top(q.Known, 20)).ToList();
        var report = Report.Of(split.Questions, shown, split.Train.Select(r => r.Item).Distinct().Count());
        output.WriteLine(string.Join("  ", report.Estimates.Select(e => $"{e.Name} {e.Mean:F4} ± {e.StandardError:F4}")));
        return report;
    }

    private static void Expect(Report report, params (string Metric, double Value)[] wanted)
    {
        foreach (var (metric, value) in wanted) Assert.True(Math.Abs(report[metric] - value) <= .002, $"{metric} is {report[metric]:F4}, not {value:F4}.");
    }

    private static IEnumerable<Rated> Ratings() =>
        Rows("ml-latest-small/ratings.csv").Select(r => new Rated(r[0], r[1], long.Parse(r[3], CultureInfo.InvariantCulture) * 1000));

    private static IEnumerable<string[]> Rows(string file) =>
        File.ReadLines(Path.Combine(PublicDataFactAttribute.Folder!, file)).Skip(1).Select(line => line.Split(','));
}
