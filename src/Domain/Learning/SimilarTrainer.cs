using Reco.Domain.Recommend;

namespace Reco.Domain.Learning;

/// <summary>Whose side the k nearest are kept on.</summary>
public enum NeighbourSide
{
    /// <summary><c>seed</c>: the list of an item holds its own k nearest. Lists have one length, and "similar to this" shows them as they are.</summary>
    Seed,
    /// <summary><c>candidate</c>: the list of a seed holds every item that counts the seed among its own k nearest. Summed over a history this is the
    /// item-kNN recommender; famous seeds have long lists, and a few obscure ones may have none.</summary>
    Candidate,
}

/// <summary>How <see cref="SimilarTrainer"/> decides.</summary>
public sealed record SimilarOptions
{
    /// <summary>Neighbours kept per item.</summary>
    public int K { get; init; } = 100;
    /// <summary>On whose side they are kept.</summary>
    public NeighbourSide Neighbours { get; init; } = NeighbourSide.Seed;
    /// <summary>Multiplies the cosine by n / (n + shrinkage), n users in common: distrusts coincidences. 0: not at all.</summary>
    public double Shrinkage { get; init; }
    /// <summary>Users that two items must have in common.</summary>
    public int MinSupport { get; init; } = 1;
}

/// <summary>Learns the relation <c>similar</c>: the cosine of two items' sets of users, n(a,b) / √(n(a)·n(b)). Pure; the same input gives the same rows.</summary>
public static class SimilarTrainer
{
    /// <summary>One row per item that has any neighbour, in the order of ids; each list best first, ties by id.</summary>
    public static IEnumerable<RelationRow> Train(Incidence users, SimilarOptions options, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.K);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Shrinkage);
        var lists = Neighbours.Nearest(users, (both, a, b) => Cosine(both, a, b) * both / (both + options.Shrinkage), options.K, options.MinSupport, cancel);
        return RelationRows.Of(users, options.Neighbours == NeighbourSide.Candidate ? Neighbours.Turn(lists) : lists);
    }

    internal static double Cosine(int both, int a, int b) => both / Math.Sqrt((double)a * b);
}
