namespace Reco.Domain.Learning.Evaluation;

/// <summary>How good one list is, given the items that would have been right. Each is between 0 and 1.</summary>
public static class Metrics
{
    /// <summary>HR@k: 1 if any of the first k is relevant.</summary>
    public static double HitRate(IReadOnlyList<string> shown, IReadOnlySet<string> relevant, int k) => Hits(shown, relevant, k) > 0 ? 1 : 0;

    /// <summary>Recall@k: the part of the relevant items that is among the first k.</summary>
    public static double Recall(IReadOnlyList<string> shown, IReadOnlySet<string> relevant, int k) =>
        relevant.Count == 0 ? 0 : (double)Hits(shown, relevant, k) / relevant.Count;

    /// <summary>NDCG@k: each relevant item at rank r gains 1 / log2(r + 1); divided by what min(k, |relevant|) items on top would gain.</summary>
    public static double Ndcg(IReadOnlyList<string> shown, IReadOnlySet<string> relevant, int k)
    {
        var (gain, ideal) = (0.0, 0.0);
        for (var i = 0; i < k && i < shown.Count; i++)
        {
            if (relevant.Contains(shown[i])) gain += Discount(i);
        }
        for (var i = 0; i < k && i < relevant.Count; i++) ideal += Discount(i);
        return ideal == 0 ? 0 : gain / ideal;
    }

    /// <summary>MRR@k: 1 / rank of the first relevant item among the first k, else 0.</summary>
    public static double ReciprocalRank(IReadOnlyList<string> shown, IReadOnlySet<string> relevant, int k)
    {
        for (var i = 0; i < k && i < shown.Count; i++)
        {
            if (relevant.Contains(shown[i])) return 1.0 / (i + 1);
        }
        return 0;
    }

    private static double Discount(int index) => 1 / Math.Log2(index + 2);

    private static int Hits(IReadOnlyList<string> shown, IReadOnlySet<string> relevant, int k)
    {
        var hits = 0;
        for (var i = 0; i < k && i < shown.Count; i++)
        {
            if (relevant.Contains(shown[i])) hits++;
        }
        return hits;
    }
}
