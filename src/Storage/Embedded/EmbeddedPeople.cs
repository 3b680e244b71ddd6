using System.Runtime.CompilerServices;
using Reco.Domain;
using Reco.Domain.Interactions;

namespace Reco.Storage.Embedded;

/// <summary>People in SQLite. Every change is one transaction over profiles and log; the cache of profiles learns of it in commit order.</summary>
/// <param name="database">Where people are.</param>
/// <param name="profiles">Learns of changed profiles.</param>
/// <param name="counters">Keep what a forgotten person's rows counted.</param>
/// <param name="limits">How much profiles keep, and how many names an account has.</param>
public sealed class EmbeddedPeople(Database database, EmbeddedProfiles profiles, EmbeddedCounters counters, Limits limits) : IPeople
{
    private const int PageRows = 1_000;

    /// <summary>A result, and what the cache of profiles must learn.</summary>
    private sealed record Change<T>(T Result, List<KeyValuePair<ProfileKey, KnownName>> Names);

    /// <inheritdoc/>
    public Task<Person?> FindAsync(string catalog, string name, CancellationToken cancel)
    {
        using var lease = database.Rent();
        using var snapshot = lease.Session.Snapshot();
        return Task.FromResult(Find(lease.Session, new(catalog, name))?.Person);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Interaction> ReadLogAsync(string catalog, string name, [EnumeratorCancellation] CancellationToken cancel)
    {
        var page = new List<Interaction>(PageRows);
        var (account, places) = Places(new(catalog, name));
        foreach (var place in places)
        {
            var after = 0L;
            do
            {
                cancel.ThrowIfCancellationRequested();
                page.Clear();
                using (var lease = database.Rent()) after = ReadPage(lease.Session, place, account, after, page);
                foreach (var row in page) yield return row;
                await Task.Yield();
            }
            while (page.Count == PageRows);
        }
    }

    /// <inheritdoc/>
    public Task<MergeResult> MergeAsync(string catalog, string into, string from, CancellationToken cancel) =>
        WriteAsync(session => Merge(session, new(catalog, into), new(catalog, from)), cancel);

    /// <inheritdoc/>
    public async Task<Person?> ForgetAsync(string catalog, string name, CancellationToken cancel)
    {
        var key = new ProfileKey(catalog, name);
        // Counts that are only in memory are made anew from the log after a kill, which then has the rows no more.
        if (HasUncounted(key)) await counters.SaveAsync(cancel).ConfigureAwait(false);
        return await WriteAsync(session => Forget(session, key), cancel).ConfigureAwait(false);
    }

    private async Task<T> WriteAsync<T>(Func<Session, Change<T>> work, CancellationToken cancel) =>
        (await database.WriteAsync(work, cancel, change => profiles.Committed(change.Names)).ConfigureAwait(false)).Result;

    private Change<MergeResult> Merge(Session session, ProfileKey into, ProfileKey from)
    {
        var (account, other) = (PeopleTable.Find(session, into, limits), PeopleTable.FindName(session, from));
        var fromAccount = other.Account == 0 ? other.Name : PeopleTable.FindRow(session, other.Account).Name;
        var (names, moved) = (CountNames(session, account.Row) + CountNames(session, other.Row), new List<KeyValuePair<ProfileKey, KnownName>>());
        var result = new MergeResult(MergeDecisions.Decide(into.User, account.Key.User, from.User, fromAccount, names, limits), account.Key.User, fromAccount);
        if (result.Decision != MergeDecision.Merge) return new(result, moved);

        var merged = ProfileMerge.Apply(account.Profile, other.Profile, from.User, limits);
        var row = PeopleTable.Write(session, account.Key, account.Row, merged);
        moved.Add(new(account.Key, KnownName.Of(merged)));
        foreach (var name in PeopleTable.NamesOf(session, other.Row)) Point(name.Row, name.Name);
        Point(PeopleTable.Write(session, from, other.Row, Tombstone.Merged(other.Profile)), from.User);
        return new(result, moved);

        void Point(long name, string user)
        {
            PeopleTable.Point(session, name, row);
            moved.Add(new(into with { User = user }, new(null, account.Key.User)));
        }
    }

    private Change<Person?> Forget(Session session, ProfileKey key)
    {
        DeadLetterTable.Forget(session, key);
        PeopleTable.DropDamaged(session, key);
        if (Find(session, key) is not { } found) return new(null, []);
        var (person, row, names) = found;
        var (log, last) = PeopleTable.Head(session);
        var gone = new List<KeyValuePair<ProfileKey, KnownName>>();
        Leave(row, person.Name, Tombstone.Forgotten(person.Profile, log, last));
        foreach (var name in names) Leave(name.Row, name.Name, Tombstone.ForgottenName(name.Profile, person.Profile, name.Name, log, last));
        return new(person, gone);

        void Leave(long n, string user, Profile tombstone)
        {
            using var delete = session.Prepare("DELETE FROM interactions WHERE person = ?1");
            delete.Bind(1, n).Run();
            DeadLetterTable.Forget(session, key with { User = user });
            PeopleTable.Write(session, key, n, tombstone);
            PeopleTable.Point(session, n, 0);
            gone.Add(new(key with { User = user }, KnownName.Nobody));
        }
    }

    /// <summary>The person that a name stands for, with the account's row and those of the names merged into it; null when nothing is known.</summary>
    private (Person Person, long Row, List<StoredName> Names)? Find(Session session, ProfileKey key)
    {
        var account = PeopleTable.Find(session, key, limits);
        if (account.Row == 0) return null;
        var names = PeopleTable.NamesOf(session, account.Row);
        var rows = names.Sum(name => CountRows(session, name.Row)) + CountRows(session, account.Row);
        if (account.Profile.IsTombstone && names.Count == 0 && rows == 0) return null;
        return (new(account.Key.User, names.ConvertAll(n => n.Name), account.Profile, rows), account.Row, names);
    }

    /// <summary>Whether rows of the person are in no snapshot of popularity yet.</summary>
    private bool HasUncounted(ProfileKey key)
    {
        using var lease = database.Rent();
        using var uncounted = lease.Session.Prepare("""
            WITH account AS (SELECT coalesce(account, n) AS n FROM people WHERE catalog = ?1 AND user = ?2)
            SELECT 1 FROM account a JOIN people p ON p.n = a.n OR p.account = a.n JOIN interactions i ON i.person = p.n AND i.sequence > (SELECT counted FROM log_head) LIMIT 1
            """);
        return uncounted.Bind(1, key.Catalog).Bind(2, key.User).Step();
    }

    private static int CountNames(Session session, long account) => (int)Count(session, "SELECT count(*) FROM people WHERE account = ?1", account);

    private static long CountRows(Session session, long person) => Count(session, "SELECT count(*) FROM interactions WHERE person = ?1", person);

    private static long Count(Session session, string sql, long row)
    {
        using var count = session.Prepare(sql);
        return count.Bind(1, row).Step() ? count.Int64(0) : 0;
    }

    /// <summary>The account that a name stands for, and all whose rows of the log are the person's.</summary>
    private (string Account, List<long> People) Places(ProfileKey key)
    {
        using var lease = database.Rent();
        using var snapshot = lease.Session.Snapshot();
        return Find(lease.Session, key) is var (person, row, names) ? (person.Name, [row, .. names.Select(n => n.Row)]) : (key.User, []);
    }

    private static long ReadPage(Session session, long place, string account, long after, List<Interaction> page)
    {
        using var select = session.Prepare("SELECT sequence, row FROM interactions WHERE person = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3");
        select.Bind(1, place).Bind(2, after).Bind(3, PageRows);
        while (select.Step())
        {
            after = select.Int64(0);
            page.Add(InteractionCodec.Read(select.Bytes(1), account));
        }
        return after;
    }
}
