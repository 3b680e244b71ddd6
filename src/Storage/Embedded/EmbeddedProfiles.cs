using BitFaster.Caching.Lru;
using Reco.Domain;
using Reco.Domain.Interactions;

namespace Reco.Storage.Embedded;

/// <summary>What the cache knows of a name: a profile, or the account that it was merged into, or neither.</summary>
internal sealed record KnownName(Profile? Profile, string? Account)
{
    /// <summary>A name of which nothing is known.</summary>
    public static KnownName Nobody { get; } = new(null, null);

    /// <summary>A name that stands for itself; of a tombstone nothing is known.</summary>
    public static KnownName Of(Profile profile) => profile.IsTombstone ? Nobody : new(profile, null);
}

/// <summary>
/// Profiles in SQLite with a bounded cache of opened ones before it. A read completes at once. When a write's task is complete, no read gives the profile
/// before it: the writer's thread passes each committed profile to the cache in commit order, and a read that began before it does not fill.
/// </summary>
/// <param name="database">Where profiles are.</param>
/// <param name="limits"><see cref="Limits.CachedProfiles"/> that the cache holds, and bounds of attributes.</param>
public sealed class EmbeddedProfiles(Database database, Limits limits) : IProfileStore
{
    private const int Stripes = 256;

    /// <summary>Chains are one step long, but a reader may look at two names while they change; nobody merges so often in that moment.</summary>
    private const int MostSteps = 16;

    private readonly ConcurrentLru<ProfileKey, KnownName> cache = new(Environment.ProcessorCount, limits.CachedProfiles, EqualityComparer<ProfileKey>.Default);
    private readonly Stripe[] stripes = [.. Enumerable.Range(0, Stripes).Select(_ => new Stripe())];

    /// <summary>Guards the fills of some keys: counts their writes, so that a fill notices one that overtook it.</summary>
    private sealed class Stripe
    {
        public long Writes;
    }

    /// <inheritdoc/>
    public ValueTask<Profile?> ReadAsync(string catalog, string user, CancellationToken cancel)
    {
        var key = new ProfileKey(catalog, user);
        var known = Know(key);
        for (var step = 0; known.Account is { } account && step < MostSteps; step++) known = Know(key with { User = account });
        return new(known.Profile);
    }

    /// <inheritdoc/>
    public Task PutAttributesAsync(string catalog, IReadOnlyList<(string User, ReadOnlyMemory<byte> Json)> users, CancellationToken cancel) =>
        database.WriteAsync(
            session =>
            {
                var changes = new List<KeyValuePair<ProfileKey, KnownName>>(users.Count);
                foreach (var (user, json) in users)
                {
                    var stored = PeopleTable.Find(session, new(catalog, user), limits);
                    var next = stored.Profile.WithAttributes(stored.Via is null ? json : ProfileMerge.Attributes(stored.Profile.AttributesJson, json, limits));
                    PeopleTable.Write(session, stored.Key, stored.Row, next);
                    changes.Add(new(stored.Key, KnownName.Of(next)));
                }
                return changes;
            },
            cancel,
            Committed);

    /// <summary>Takes what a commit made of some names. On the writer's thread, in commit order.</summary>
    internal void Committed(List<KeyValuePair<ProfileKey, KnownName>> changes)
    {
        foreach (var (key, known) in changes)
        {
            var stripe = StripeOf(key);
            lock (stripe)
            {
                stripe.Writes++;
                // Only whom requests ask for is cached: an import of a million people leaves the cache alone.
                cache.TryUpdate(key, known);
            }
        }
    }

    private KnownName Know(in ProfileKey key) => cache.TryGet(key, out var known) ? known : Load(key);

    private KnownName Load(in ProfileKey key)
    {
        var stripe = StripeOf(key);
        var before = Volatile.Read(ref stripe.Writes);
        KnownName found;
        using (var lease = database.Rent())
        {
            using var snapshot = lease.Session.Snapshot();
            var stored = PeopleTable.FindName(lease.Session, key);
            found = stored.Account != 0 ? new(null, PeopleTable.FindRow(lease.Session, stored.Account).Name) : KnownName.Of(stored.Profile);
        }
        lock (stripe)
        {
            if (stripe.Writes == before) cache.AddOrUpdate(key, found);
        }
        return found;
    }

    private Stripe StripeOf(in ProfileKey key) => stripes[key.GetHashCode() & (Stripes - 1)];
}
