using BitFaster.Caching.Lru;
using Reco.Domain;
using Reco.Domain.Interactions;

namespace Reco.Storage.Embedded;

/// <summary>
/// Profiles in SQLite with a bounded cache of opened ones before it. A read completes at once. When a write's task is complete, no read gives the profile
/// before it: the writer's thread passes each committed profile to the cache in commit order, and a read that began before it does not fill.
/// </summary>
/// <param name="database">Where profiles are.</param>
/// <param name="limits"><see cref="Limits.CachedProfiles"/> that the cache holds.</param>
public sealed class EmbeddedProfiles(Database database, Limits limits) : IProfileStore
{
    private const int Stripes = 256;
    private readonly ConcurrentLru<ProfileKey, Profile?> cache = new(Environment.ProcessorCount, limits.CachedProfiles, EqualityComparer<ProfileKey>.Default);
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
        return new(cache.TryGet(key, out var cached) ? cached : Load(key));
    }

    /// <inheritdoc/>
    public Task PutAttributesAsync(string catalog, IReadOnlyList<(string User, ReadOnlyMemory<byte> Json)> users, CancellationToken cancel) =>
        database.WriteAsync(
            session =>
            {
                var changes = new List<KeyValuePair<ProfileKey, Profile?>>(users.Count);
                foreach (var (user, json) in users)
                {
                    var key = new ProfileKey(catalog, user);
                    var stored = PeopleTable.Find(session, key);
                    var next = stored with { Profile = stored.Profile.WithAttributes(json) };
                    PeopleTable.Write(session, key, next);
                    changes.Add(new(key, next.Profile));
                }
                return changes;
            },
            cancel,
            Committed);

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string catalog, string user, CancellationToken cancel)
    {
        var key = new ProfileKey(catalog, user);
        return database.WriteAsync(session => PeopleTable.Delete(session, key), cancel, _ => Committed([new(key, null)]));
    }

    /// <summary>Takes what a commit made of some profiles; null for a deleted one. On the writer's thread, in commit order.</summary>
    internal void Committed(List<KeyValuePair<ProfileKey, Profile?>> changes)
    {
        foreach (var (key, profile) in changes)
        {
            var stripe = StripeOf(key);
            lock (stripe)
            {
                stripe.Writes++;
                // Only whom requests ask for is cached: an import of a million people leaves the cache alone.
                cache.TryUpdate(key, profile);
            }
        }
    }

    private Profile? Load(in ProfileKey key)
    {
        var stripe = StripeOf(key);
        var before = Volatile.Read(ref stripe.Writes);
        Profile? found;
        using (var lease = database.Rent())
        {
            var stored = PeopleTable.Find(lease.Session, key);
            found = stored.Row == 0 ? null : stored.Profile;
        }
        lock (stripe)
        {
            if (stripe.Writes == before) cache.AddOrUpdate(key, found);
        }
        return found;
    }

    private Stripe StripeOf(in ProfileKey key) => stripes[key.GetHashCode() & (Stripes - 1)];
}
