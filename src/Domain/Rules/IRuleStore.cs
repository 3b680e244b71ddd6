namespace Reco.Domain.Rules;

/// <summary>Keeps rules, every revision of them; a revision never changes. A port.</summary>
public interface IRuleStore
{
    /// <summary>
    /// Of every rule that changed after a revision its newest one, tombstones included, in the order of revisions. It may give more than that (what an instance
    /// knows already does no harm) but never leaves out a change that was stored before one it gives.
    /// </summary>
    /// <param name="after">0 for all rules.</param>
    /// <param name="cancel">Gives up.</param>
    Task<IReadOnlyList<StoredRule>> ReadChangesAsync(long after, CancellationToken cancel);

    /// <summary>Stores a new revision durably, a tombstone when the draft has no document, and gives it with its revision and time. Null when the newest revision is not the expected one.</summary>
    /// <param name="draft">Rule, document, note and canary terms.</param>
    /// <param name="expected">The newest revision of the rule; 0 when there is none or it is a tombstone.</param>
    /// <param name="cancel">Gives up before it is stored.</param>
    Task<StoredRule?> AppendAsync(StoredRule draft, long expected, CancellationToken cancel);

    /// <summary>Revisions of one rule, newest first, tombstones included; empty when there are none.</summary>
    /// <param name="service">The product that shows the recommendations.</param>
    /// <param name="name">The rule's name within it.</param>
    /// <param name="before">Only revisions before this one, to read on after a page; null from the newest.</param>
    /// <param name="take">At most so many.</param>
    /// <param name="cancel">Gives up.</param>
    Task<IReadOnlyList<StoredRule>> ReadVersionsAsync(string service, string name, long? before, int take, CancellationToken cancel);

    /// <summary>One revision of a rule, which may be a tombstone; null when the rule has no such revision.</summary>
    Task<StoredRule?> ReadVersionAsync(string service, string name, long revision, CancellationToken cancel);
}
