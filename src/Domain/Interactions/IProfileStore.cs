namespace Reco.Domain.Interactions;

/// <summary>Keeps profiles, by catalog and user. A port.</summary>
public interface IProfileStore
{
    /// <summary>The profile of the person that a name stands for, or null when nothing is known. Completes at once where the store is in process.</summary>
    ValueTask<Profile?> ReadAsync(string catalog, string user, CancellationToken cancel);

    /// <summary>
    /// Sets the attributes of people (history stays), in one durable step. Under a name that was merged into an account they are merged as well
    /// (<see cref="ProfileMerge.Attributes"/>): the account's own stay.
    /// </summary>
    Task PutAttributesAsync(string catalog, IReadOnlyList<(string User, ReadOnlyMemory<byte> Json)> users, CancellationToken cancel);
}
