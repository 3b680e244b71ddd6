namespace Reco.Domain.Interactions;

/// <summary>A profile as its store has it, not opened yet.</summary>
/// <param name="Blob">Its bytes; empty when there is none.</param>
/// <param name="Rev">Goes up with every write; 0 when there is none.</param>
public readonly record struct VersionedProfile(ReadOnlyMemory<byte> Blob, long Rev)
{
    /// <summary>The profile; throws <see cref="InvalidDataException"/> for a damaged one.</summary>
    public Profile Open() => Blob.IsEmpty ? Profile.Empty : Profile.Read(Blob);
}

/// <summary>A profile to be written if nobody was faster.</summary>
/// <param name="User">Whose.</param>
/// <param name="Rev">The rev that was read: the write loses when the store has another one.</param>
/// <param name="Next">What to write.</param>
public readonly record struct ProfileChange(string User, long Rev, Profile Next);

/// <summary>Profiles as a fold over a network needs them: many at once, written by compare-and-set. A port.</summary>
public interface IProfileTable
{
    /// <summary>Reads profiles, in the order of <paramref name="users"/>.</summary>
    Task<IReadOnlyList<VersionedProfile>> ReadAsync(string catalog, IReadOnlyList<string> users, CancellationToken cancel);

    /// <summary>Writes each profile whose rev is still the one that was read, each on its own; tells which were written, in order.</summary>
    Task<IReadOnlyList<bool>> WriteAsync(string catalog, IReadOnlyList<ProfileChange> changes, CancellationToken cancel);
}
