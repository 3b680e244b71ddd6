namespace Reco.Domain.Interactions;

/// <summary>What became of a batch.</summary>
/// <param name="Accepted">Rows that are durable now, those that became dead letters included.</param>
/// <param name="Duplicates">Which of the rows, by index and ascending, carry an id that was known for the user: harmless, not counted again.</param>
public sealed record AppendResult(int Accepted, IReadOnlyList<int> Duplicates);

/// <summary>Takes interactions: durable when it returns. A port. The embedded one folds them into profiles and popularity in the same step.</summary>
public interface IInteractionLog
{
    /// <summary>Appends validated rows, in order. Throws <see cref="LogOverloadedException"/> when its bounded queue is full: nothing was taken then.</summary>
    Task<AppendResult> AppendAsync(string catalog, IReadOnlyList<Interaction> rows, CancellationToken cancel);

    /// <summary>Everything in the log of a catalog, in log order, for training and export.</summary>
    IAsyncEnumerable<Interaction> ReadAllAsync(string catalog, CancellationToken cancel);
}

/// <summary>The log can't keep up; the caller answers 429 with Retry-After.</summary>
public sealed class LogOverloadedException() : Exception("The interaction log can't keep up; try again later.");
