namespace Reco.Domain.Interactions.Counting;

/// <summary>Bounds on the memory of <see cref="Popularity"/>. What is beyond them is not counted and shows in <see cref="Popularity.Uncounted"/>; everyone's counts have no bound but the number of items.</summary>
public sealed record PopularityBounds
{
    /// <summary>Combinations of scope values per dimension.</summary>
    public int Values { get; init; } = 10_000;
    /// <summary>Items per combination; when there are more, the less popular half is forgotten.</summary>
    public int ItemsPerValue { get; init; } = 4_000;
    /// <summary>Counts of all scoped dimensions together, of about 40 bytes each.</summary>
    public int Entries { get; init; } = 2_000_000;
    /// <summary>Items of an ordered list: the largest <c>take</c>.</summary>
    public int ListItems { get; init; } = 1_000;
}
