namespace Reco.Domain.Expressions;

/// <summary>A compiled <c>query</c>: the same condition for the store and for the process.</summary>
public sealed class CompiledQuery
{
    /// <summary>Whether its answer is the same for everybody (it reads neither user, request nor seed): then it is cached for 5 s. <c>now</c> does not count, but is taken at the time of the fill.</summary>
    public required bool UserIndependent { get; init; }

    /// <summary>Whether a conjunct compares a declared attribute, so that an index narrows it down.</summary>
    public required bool Indexed { get; init; }

    /// <summary>The condition for the store, request-level parts evaluated. Conjuncts that no store can evaluate are left out: then it finds a superset, and <see cref="Exact"/> is false.</summary>
    public required Func<Evaluation, StoreQuery> ToStore { get; init; }

    /// <summary>The whole condition in process, over a candidate; the store's answer is checked with it where <see cref="Exact"/> is false.</summary>
    public required FilterCandidate Matches { get; init; }

    /// <summary>The sort key in process (null value last); null when there is none. </summary>
    public required ValueOfCandidate? SortKey { get; init; }

    /// <summary>Whether <see cref="ToStore"/> is the whole query: condition and order.</summary>
    public required bool Exact { get; init; }
}
