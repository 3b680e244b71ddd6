namespace Reco.Domain.Interactions;

/// <summary>A person as all stores together know it.</summary>
/// <param name="Name">The account's name.</param>
/// <param name="MergedNames">Names that were merged into it, by their UTF-8 bytes.</param>
/// <param name="Profile">What is known.</param>
/// <param name="Rows">Rows of the log that are the person's.</param>
public sealed record Person(string Name, IReadOnlyList<string> MergedNames, Profile Profile, long Rows);

/// <summary>What became of a merge.</summary>
/// <param name="Decision">What was decided; nothing changed unless it is <see cref="MergeDecision.Merge"/>.</param>
/// <param name="Account">The account that the name that was to stay stands for.</param>
/// <param name="FromAccount">What the other name stood for before.</param>
public sealed record MergeResult(MergeDecision Decision, string Account, string FromAccount);

/// <summary>
/// People as a whole, over profiles and log. A port. A name is an account or was merged into one, and then every call under it means the account. Each change is one
/// durable step: a crash leaves what was before or what is after.
/// </summary>
public interface IPeople
{
    /// <summary>The person that a name stands for, or null when nothing is known.</summary>
    Task<Person?> FindAsync(string catalog, string name, CancellationToken cancel);

    /// <summary>The person's rows in the log: those that came under the account's name in log order, then those of each merged name. All have the account's name.</summary>
    IAsyncEnumerable<Interaction> ReadLogAsync(string catalog, string name, CancellationToken cancel);

    /// <summary>Merges a name with all that is known under it into an account, as <see cref="MergeDecisions"/> and <see cref="ProfileMerge"/> say. Neither need be known.</summary>
    Task<MergeResult> MergeAsync(string catalog, string into, string from, CancellationToken cancel);

    /// <summary>
    /// Forgets the person that a name stands for, with all names merged into it: profiles and rows of the log, folded or not. <see cref="Tombstone"/>s stay.
    /// Gives what was forgotten, or null when nothing was known.
    /// </summary>
    Task<Person?> ForgetAsync(string catalog, string name, CancellationToken cancel);
}
