using Reco.Domain.Recommend.Ranking;

namespace Reco.Domain.Recommend.Sources;

/// <summary>What one source found: item numbers with the source's own scores, best first. Pooled with the request, scratch space included.</summary>
public sealed class FoundItems
{
    private int[] items = new int[256];
    private double[] scores = new double[256];

    /// <summary>How many were found.</summary>
    public int Count { get; private set; }

    /// <summary>A remark for the explanation (<c>widened to user.ageBand</c>); null when there is none.</summary>
    public string? Note { get; set; }

    /// <summary>Item numbers.</summary>
    public ReadOnlySpan<int> Items => items.AsSpan(0, Count);

    /// <summary>Scores, in the same order.</summary>
    public ReadOnlySpan<double> Scores => scores.AsSpan(0, Count);

    /// <summary>Sums per item while a source adds up several lists.</summary>
    internal Dictionary<int, double> Sums { get; } = [];

    /// <summary>Lists that a source reads together.</summary>
    internal RelationList?[] Lists = [];

    /// <summary>Adds one item.</summary>
    public void Add(int item, double score)
    {
        if (Count == items.Length)
        {
            Array.Resize(ref items, Count * 2);
            Array.Resize(ref scores, Count * 2);
        }
        (items[Count], scores[Count]) = (item, score);
        Count++;
    }

    /// <summary>Adds items that are best first already.</summary>
    public void Add(ReadOnlySpan<int> more, ReadOnlySpan<float> moreScores)
    {
        for (var i = 0; i < more.Length; i++) Add(more[i], moreScores[i]);
    }

    /// <summary>Adds the best <paramref name="take"/> of some sums, best first.</summary>
    internal void AddBest(Dictionary<int, double> sums, int take, CandidateOrder order)
    {
        var from = Count;
        foreach (var (item, score) in sums) Add(item, score);
        Count = from + TopK.Select(items.AsSpan(from, Count - from), scores.AsSpan(from, Count - from), take, order);
    }

    /// <summary>The score of an item, or NaN when it was not found. For explanations: it searches.</summary>
    public double ScoreOf(int item)
    {
        var at = Items.IndexOf(item);
        return at < 0 ? double.NaN : scores[at];
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        (Count, Note) = (0, null);
        Sums.Clear();
        Lists.AsSpan().Clear();
    }
}
