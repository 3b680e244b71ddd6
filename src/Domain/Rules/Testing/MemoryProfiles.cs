using System.Collections.Concurrent;
using Reco.Domain.Interactions;

namespace Reco.Domain.Rules.Testing;

/// <summary>Profiles in memory. Safe for many threads.</summary>
public class MemoryProfiles : IProfileStore
{
    private readonly ConcurrentDictionary<(string Catalog, string User), Profile> profiles = new();

    /// <inheritdoc/>
    public virtual ValueTask<Profile?> ReadAsync(string catalog, string user, CancellationToken cancel) => new(profiles.GetValueOrDefault((catalog, user)));

    /// <inheritdoc/>
    public Task PutAttributesAsync(string catalog, IReadOnlyList<(string User, ReadOnlyMemory<byte> Json)> users, CancellationToken cancel)
    {
        foreach (var (user, json) in users) Change(catalog, user, profile => profile.WithAttributes(json));
        return Task.CompletedTask;
    }

    /// <summary>Replaces a profile by what a change makes of it, which may be asked again when another was faster. Gives the new one.</summary>
    public Profile Change(string catalog, string user, Func<Profile, Profile> change) =>
        profiles.AddOrUpdate((catalog, user), _ => change(Profile.Empty), (_, profile) => change(profile));
}
