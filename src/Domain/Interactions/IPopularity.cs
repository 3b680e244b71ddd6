namespace Reco.Domain.Interactions;

/// <summary>Items in descending order of a decayed count (ties by id). Never changed.</summary>
/// <param name="Items">Item numbers.</param>
/// <param name="Counts">Their counts, in the same order; each &gt; 0.</param>
public sealed record PopularList(int[] Items, double[] Counts)
{
    /// <summary>Nothing was counted.</summary>
    public static PopularList Empty { get; } = new([], []);
}

/// <summary>A way to count popularity apart: by the values of these paths (<c>user.*</c>, <c>seed.*</c>, <c>context.*</c>). Counted because a published rule names it; starts empty.</summary>
/// <param name="paths">In the rule's order; a list is widened by leaving out the last.</param>
public sealed class PopularityScope(IReadOnlyList<string> paths) : IEquatable<PopularityScope>
{
    /// <summary>Everybody, everywhere.</summary>
    public static PopularityScope Everyone { get; } = new([]);

    /// <summary>The paths.</summary>
    public IReadOnlyList<string> Paths => paths;

    /// <summary>The paths, joined: what tells two scopes apart.</summary>
    public string Key { get; } = string.Join('|', paths);

    /// <inheritdoc/>
    public bool Equals(PopularityScope? other) => other is not null && Key == other.Key;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PopularityScope);

    /// <inheritdoc/>
    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Key;
}

/// <summary>Decayed counts of interactions per item of one catalog. Safe for many readers beside a writer.</summary>
public interface IPopularity
{
    /// <summary>Counts this dimension, with all its prefixes, from now on; already counted ones go on.</summary>
    void Declare(HalfLife halfLife, PopularityScope scope);

    /// <summary>The top of one dimension.</summary>
    /// <param name="halfLife">How fast it forgets.</param>
    /// <param name="scope">A declared scope or a prefix of one.</param>
    /// <param name="values">One text per path.</param>
    /// <param name="take">Items wanted at most.</param>
    /// <param name="nowMs">Milliseconds since 1970.</param>
    PopularList Top(HalfLife halfLife, PopularityScope scope, ReadOnlySpan<string> values, int take, long nowMs);

    /// <summary>The 7d count of an item now: <c>item.popularity</c>. 0 when nobody met it.</summary>
    /// <param name="number">Item number.</param>
    /// <param name="nowMs">Milliseconds since 1970.</param>
    double Count(int number, long nowMs);
}
