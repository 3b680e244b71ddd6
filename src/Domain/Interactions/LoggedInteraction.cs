namespace Reco.Domain.Interactions;

/// <summary>An interaction at its place in a log: what the fold reads.</summary>
/// <param name="Log"><c>{log incarnation}/{partition}</c>: within it, sequences go up. A log that is made anew is a new incarnation.</param>
/// <param name="Sequence">Its place in that log.</param>
/// <param name="Row">What was done.</param>
public readonly record struct LoggedInteraction(string Log, long Sequence, Interaction Row);

/// <summary>What became of one row.</summary>
public enum RowFate : byte
{
    /// <summary>It is in the profile now.</summary>
    Applied,
    /// <summary>Its id is known from another place of the log: somebody sent it twice.</summary>
    Duplicate,
    /// <summary>It is at or below the fence: the log delivered it again.</summary>
    Delivered,
    /// <summary>It can't be folded: a dead letter.</summary>
    Failed,
}
