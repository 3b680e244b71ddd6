namespace Reco.Domain.Interactions;

/// <summary>Some letters, the oldest first.</summary>
/// <param name="Letters">At most as many as were asked for.</param>
/// <param name="Total">Letters that there are.</param>
public sealed record DeadLetterPage(IReadOnlyList<DeadLetter> Letters, long Total);

/// <summary>What became of a replay.</summary>
/// <param name="Replayed">Letters whose rows are folded now.</param>
/// <param name="Duplicates">Letters whose rows were known already: somebody sent them again meanwhile.</param>
/// <param name="Failed">Letters whose rows failed again: each is a letter again, once.</param>
/// <param name="Unknown">Ids that no letter has.</param>
public sealed record ReplayResult(int Replayed, int Duplicates, int Failed, IReadOnlyList<string> Unknown);

/// <summary>What was put away, for metrics and the server's log. No person is in it.</summary>
/// <param name="Reasons">The reason of each row that became a letter.</param>
/// <param name="Dropped">Oldest letters that had to go, because there were too many.</param>
public sealed record DeadLetterNotice(IReadOnlyList<DeadLetterReason> Reasons, int Dropped);

/// <summary>
/// Rows that were accepted and can't be folded. A port. Bounded by <see cref="Limits.DeadLetters"/> and <see cref="Limits.DeadLetterBytes"/>: when there are more, the
/// oldest go.
/// </summary>
public interface IDeadLetters
{
    /// <summary>Keeps letters, durably. One that is there already (same log and sequence) is passed over.</summary>
    Task AddAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancel);

    /// <summary>The sequences of a log, from one to another inclusive, that have letters: a log that delivers them again must not fold them.</summary>
    Task<IReadOnlyList<long>> FindAsync(string log, long from, long to, CancellationToken cancel);

    /// <summary>A page of letters, the oldest first; null when <paramref name="after"/> can be the id of none.</summary>
    /// <param name="after">Id of the last letter of the page before; null for the first page.</param>
    /// <param name="take">Letters wanted at most.</param>
    /// <param name="cancel">Gives up.</param>
    Task<DeadLetterPage?> ReadAsync(string? after, int take, CancellationToken cancel);

    /// <summary>Appends rows to the log again, each under <see cref="DeadLetter.ReplayId"/>, and takes their letters away in the same step.</summary>
    /// <param name="ids">Which; null for all that there are now.</param>
    /// <param name="cancel">Gives up; what was replayed stays so.</param>
    Task<ReplayResult> ReplayAsync(IReadOnlyList<string>? ids, CancellationToken cancel);
}
