namespace Reco.Domain.Interactions;

/// <summary>A row on its way to the counters.</summary>
/// <param name="Sequence">Its place in the log.</param>
/// <param name="Row">What was done.</param>
/// <param name="Profile">The person with it, for scopes of <c>user.*</c>.</param>
public readonly record struct CountedRow(long Sequence, Interaction Row, Profile Profile);

/// <summary>Counters of a catalog by partition of the log, each with a fence of its own. A port.</summary>
public interface ICounterTable
{
    /// <summary>The last sequence of a partition that is counted; 0 when none is.</summary>
    Task<long> ReadFenceAsync(string catalog, string log, CancellationToken cancel);

    /// <summary>Adds rows and moves the fence, in one atomic step; false when the fence is not <paramref name="from"/> any more, and nothing was changed then.</summary>
    /// <param name="catalog">Whose counters.</param>
    /// <param name="log">The partition.</param>
    /// <param name="from">The fence that was read.</param>
    /// <param name="to">The fence afterwards.</param>
    /// <param name="rows">What to add, in log order; all behind <paramref name="from"/>. May be empty.</param>
    /// <param name="cancel">Gives up.</param>
    Task<bool> AddAsync(string catalog, string log, long from, long to, IReadOnlyList<CountedRow> rows, CancellationToken cancel);
}
