namespace Reco.Domain.Interactions;

/// <summary>Keeps profiles, by catalog and user. A port.</summary>
public interface IProfileStore
{
    /// <summary>A person's profile, or null. Completes at once where the store is in process.</summary>
    ValueTask<Profile?> ReadAsync(string catalog, string user, CancellationToken cancel);

    /// <summary>Sets the attributes of people (history stays), in one durable step.</summary>
    Task PutAttributesAsync(string catalog, IReadOnlyList<(string User, ReadOnlyMemory<byte> Json)> users, CancellationToken cancel);

    /// <summary>Forgets a person: profile, history and pending rows; false when nothing was known.</summary>
    Task<bool> DeleteAsync(string catalog, string user, CancellationToken cancel);
}
