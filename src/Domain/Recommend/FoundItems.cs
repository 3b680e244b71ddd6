namespace Reco.Domain.Recommend;

/// <summary>What one source found: item numbers with the source's own scores, best first. Pooled with the request.</summary>
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

    /// <summary>Forgets everything.</summary>
    public void Clear() => (Count, Note) = (0, null);
}
