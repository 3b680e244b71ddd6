using Reco.Domain.Recommend;

namespace Reco.Domain.Learning;

/// <summary>What "goes with" is measured by; n(s,c) baskets hold both.</summary>
public enum GoesWithMeasure
{
    /// <summary><c>cosine</c>: n(s,c) / √(n(s)·n(c)). Between the two others; the best recommender of the three on real baskets.</summary>
    Cosine,
    /// <summary><c>conditional</c>: n(s,c) / n(s), how often who takes s takes c. Prefers what everybody takes.</summary>
    Conditional,
    /// <summary><c>lift</c>: n(s,c)·N / (n(s)·n(c)), how much more often than by chance. Prefers the rare: give it a support, and do not sum it over a basket.</summary>
    Lift,
}

/// <summary>How <see cref="GoesWithTrainer"/> decides.</summary>
public sealed record GoesWithOptions
{
    /// <summary>The measure.</summary>
    public GoesWithMeasure Measure { get; init; } = GoesWithMeasure.Cosine;
    /// <summary>Neighbours kept per item; <see cref="int.MaxValue"/> keeps all.</summary>
    public int K { get; init; } = 100;
    /// <summary>Baskets that must hold both.</summary>
    public int MinSupport { get; init; } = 1;
}

/// <summary>Learns the relation <c>goes-with</c> from baskets: what is taken together. Pure; the same input gives the same rows.</summary>
public static class GoesWithTrainer
{
    /// <summary>One row per item that has any neighbour, in the order of ids; each list best first, ties by id.</summary>
    public static IEnumerable<RelationRow> Train(Incidence baskets, GoesWithOptions options, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.K);
        double all = baskets.Groups;
        Neighbours.Measure measure = options.Measure switch
        {
            GoesWithMeasure.Cosine => SimilarTrainer.Cosine,
            GoesWithMeasure.Conditional => (both, key, _) => (double)both / key,
            GoesWithMeasure.Lift => (both, key, other) => both * all / ((double)key * other),
            _ => throw new ArgumentOutOfRangeException(nameof(options)),
        };
        return RelationRows.Of(baskets, Neighbours.Nearest(baskets, measure, options.K, options.MinSupport, cancel));
    }
}
