using Reco.Domain.Interactions;

namespace Reco.Domain.Tests.World;

/// <summary>Profiles in memory.</summary>
internal sealed class MemoryProfiles : IProfileStore
{
    private readonly Dictionary<string, Profile> profiles = new(StringComparer.Ordinal);

    public int Reads { get; private set; }

    public Exception? Failure { get; set; }

    public Profile Get(string catalog, string user) => profiles.GetValueOrDefault($"{catalog}/{user}") ?? Profile.Empty;

    public void Set(string catalog, string user, Profile profile) => profiles[$"{catalog}/{user}"] = profile;

    public ValueTask<Profile?> ReadAsync(string catalog, string user, CancellationToken cancel)
    {
        Reads++;
        return Failure is null ? new(profiles.GetValueOrDefault($"{catalog}/{user}")) : ValueTask.FromException<Profile?>(Failure);
    }

    public Task PutAttributesAsync(string catalog, IReadOnlyList<(string User, ReadOnlyMemory<byte> Json)> users, CancellationToken cancel)
    {
        foreach (var (user, json) in users) Set(catalog, user, Get(catalog, user).WithAttributes(json));
        return Task.CompletedTask;
    }

    public Task<bool> DeleteAsync(string catalog, string user, CancellationToken cancel) => Task.FromResult(profiles.Remove($"{catalog}/{user}"));
}
