namespace Reco.Domain.Learning.Evaluation;

/// <summary>A mean with its standard error (sample deviation / √n).</summary>
/// <param name="Name">The metric, as it is written: <c>HR@10</c>.</param>
/// <param name="Mean">Over all questions.</param>
/// <param name="StandardError">How far another sample of users might lie; 0 for fewer than two questions and for coverage.</param>
public sealed record Estimate(string Name, double Mean, double StandardError)
{
    /// <summary>Mean and standard error of some values.</summary>
    public static Estimate Of(string name, IReadOnlyCollection<double> values)
    {
        if (values.Count == 0) return new Estimate(name, 0, 0);
        var mean = values.Average();
        var variance = values.Count < 2 ? 0 : values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1);
        return new Estimate(name, mean, Math.Sqrt(variance / values.Count));
    }
}

/// <summary>What an evaluation measured.</summary>
/// <param name="Questions">How many lists were judged.</param>
/// <param name="Estimates">The metrics, in order; <c>coverage@k</c> is the part of the catalog that was shown to anybody.</param>
public sealed record Report(int Questions, IReadOnlyList<Estimate> Estimates)
{
    /// <summary>Judges the lists that were shown for the questions, in the same order.</summary>
    /// <param name="questions">What was asked.</param>
    /// <param name="shown">The answers, best first.</param>
    /// <param name="catalogSize">Items that could have been shown.</param>
    public static Report Of(IReadOnlyList<Question> questions, IReadOnlyList<IReadOnlyList<string>> shown, int catalogSize)
    {
        var relevant = questions.Select(q => q.Relevant.ToHashSet(StringComparer.Ordinal)).ToList();
        Estimate Each(string name, Func<IReadOnlyList<string>, IReadOnlySet<string>, int, double> metric, int k) =>
            Estimate.Of($"{name}@{k}", [.. shown.Select((list, i) => metric(list, relevant[i], k))]);
        var covered = shown.SelectMany(list => list.Take(10)).Distinct(StringComparer.Ordinal).Count();
        return new Report(questions.Count,
        [
            Each("HR", Metrics.HitRate, 5), Each("HR", Metrics.HitRate, 10), Each("NDCG", Metrics.Ndcg, 10), Each("Recall", Metrics.Recall, 20),
            Each("MRR", Metrics.ReciprocalRank, 10), new Estimate("coverage@10", catalogSize == 0 ? 0 : (double)covered / catalogSize, 0),
        ]);
    }

    /// <summary>The mean of a metric by name.</summary>
    public double this[string name] => Estimates.First(e => e.Name == name).Mean;
}
