using System.Buffers;
using System.Runtime.CompilerServices;
using Reco.Domain;
using Reco.Domain.Interactions;

namespace Reco.Storage.Embedded;

/// <summary>
/// The log of interactions in SQLite, folded in the same step: one transaction takes a batch's sequence numbers, folds it into the profiles and appends the rows that
/// are no duplicates; it is on disk when the task completes. Then, still in commit order, the profile cache and popularity learn of it. Concurrent
/// batches share a commit. One log with one partition; its incarnation is made with the database.
/// </summary>
/// <param name="database">Where the log is.</param>
/// <param name="profiles">Learns of folded profiles.</param>
/// <param name="popularity">Counts what was appended.</param>
/// <param name="limits">How much profiles keep.</param>
public sealed class EmbeddedInteractionLog(Database database, EmbeddedProfiles profiles, EmbeddedPopularity popularity, Limits limits) : IInteractionLog
{
    private const int PageRows = 1_000;

    /// <summary>Stands for the person of a stranger's rows: in the log for statistics, but nobody's history.</summary>
    private const long Nobody = -1;

    /// <summary>What a commit made, for those who learn of it.</summary>
    private sealed record Appended(string Catalog, List<KeyValuePair<ProfileKey, KnownName>> Profiles, List<CountedRow> Rows, long Last, AppendResult Result);

    /// <inheritdoc/>
    public async Task<AppendResult> AppendAsync(string catalog, IReadOnlyList<Interaction> rows, CancellationToken cancel)
    {
        if (rows.Count == 0) return new AppendResult(0, []);
        var encoded = Encode(rows, out var ends);
        try
        {
            var appended = await database.WriteAsync(session => Append(session, catalog, rows, encoded, ends), cancel, Committed).ConfigureAwait(false);
            return appended.Result;
        }
        catch (DatabaseBusyException)
        {
            throw new LogOverloadedException();
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Interaction> ReadAllAsync(string catalog, [EnumeratorCancellation] CancellationToken cancel)
    {
        var page = new List<Interaction>(PageRows);
        var after = 0L;
        do
        {
            cancel.ThrowIfCancellationRequested();
            page.Clear();
            using (var lease = database.Rent()) after = ReadPage(lease.Session, catalog, after, page);
            foreach (var row in page.SelectMany(r => r.PerItem())) yield return row;
            await Task.Yield();
        }
        while (page.Count == PageRows);
    }

    private static long ReadPage(Session session, string catalog, long after, List<Interaction> page)
    {
        // CROSS JOIN keeps the log outside, which is in order then; a page does not sort.
        using var select = session.Prepare("""
            SELECT i.sequence, coalesce(a.user, p.user), i.row FROM interactions i CROSS JOIN people p ON p.n = i.person LEFT JOIN people a ON a.n = p.account
            WHERE i.sequence > ?1 AND p.catalog = ?2 ORDER BY i.sequence LIMIT ?3
            """);
        select.Bind(1, after).Bind(2, catalog).Bind(3, PageRows);
        while (select.Step())
        {
            after = select.Int64(0);
            page.Add(InteractionCodec.Read(select.Bytes(2), select.Text(1)!));
        }
        return after;
    }

    /// <summary>The rows' bytes, made by the caller's thread, since the writer's is the bottleneck.</summary>
    private static ReadOnlyMemory<byte> Encode(IReadOnlyList<Interaction> rows, out int[] ends)
    {
        var output = new ArrayBufferWriter<byte>(rows.Count * 64);
        ends = new int[rows.Count];
        for (var i = 0; i < ends.Length; i++)
        {
            InteractionCodec.Write(output, rows[i]);
            ends[i] = output.WrittenCount;
        }
        return output.WrittenMemory;
    }

    private Appended Append(Session session, string catalog, IReadOnlyList<Interaction> rows, ReadOnlyMemory<byte> encoded, int[] ends)
    {
        var (log, last) = PeopleTable.Head(session);
        var order = new int[rows.Count];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        // By user, which is the order of the table's index; rows of one user stay in order.
        Array.Sort(order, (a, b) => string.CompareOrdinal(rows[a].User, rows[b].User) is var byUser and not 0 ? byUser : a - b);

        var folded = new List<KeyValuePair<ProfileKey, KnownName>>();
        var people = new (long Row, Profile Profile)[rows.Count];
        var batch = new LoggedInteraction[rows.Count];
        var fates = new RowFate[rows.Count];
        for (int start = 0, end; start < order.Length; start = end)
        {
            var user = rows[order[start]].User;
            for (end = start; end < order.Length && rows[order[end]].User == user;) end++;
            if (user.Length == 0)
            {
                for (var i = start; i < end; i++) people[order[i]] = (Nobody, Profile.Empty);
                continue;
            }
            var stored = PeopleTable.Find(session, new(catalog, user), limits);
            var place = stored.LogOf(log);
            for (var i = start; i < end; i++) batch[i] = new LoggedInteraction(place, last + 1 + order[i], rows[order[i]]);
            var next = ProfileFold.Apply(stored.Profile, batch.AsSpan(start..end), limits, fates.AsSpan(start..end));
            var person = PeopleTable.Write(session, stored.Key, stored.Row, next);
            for (var i = start; i < end; i++) people[order[i]] = fates[i] == RowFate.Applied ? (person, next) : default;
            folded.Add(new(stored.Key, KnownName.Of(next)));
        }
        var counted = Insert(session, rows, encoded.Span, ends, people, last);
        using var head = session.Prepare("UPDATE log_head SET last = ?1");
        head.Bind(1, last + rows.Count).Step();
        return new Appended(catalog, folded, counted, last + rows.Count, new AppendResult(counted.Count, counted.Count == rows.Count ? [] : Duplicates(people)));
    }

    private static List<int> Duplicates((long Row, Profile Profile)[] people)
    {
        var duplicates = new List<int>();
        for (var i = 0; i < people.Length; i++)
        {
            if (people[i].Row == 0) duplicates.Add(i);
        }
        return duplicates;
    }

    private static List<CountedRow> Insert(
        Session session, IReadOnlyList<Interaction> rows, ReadOnlySpan<byte> encoded, int[] ends, (long Row, Profile Profile)[] people, long last)
    {
        var counted = new List<CountedRow>(rows.Count);
        using var insert = session.Prepare("INSERT INTO interactions VALUES (?1, ?2, ?3)");
        for (var i = 0; i < rows.Count; i++)
        {
            if (people[i].Row == 0) continue;
            insert.Bind(1, last + 1 + i).Bind(2, people[i].Row).Bind(3, encoded[(i == 0 ? 0 : ends[i - 1])..ends[i]]).Run();
            counted.Add(new CountedRow(last + 1 + i, rows[i], people[i].Profile));
        }
        return counted;
    }

    private void Committed(Appended appended)
    {
        profiles.Committed(appended.Profiles);
        popularity.Committed(appended.Catalog, appended.Rows, appended.Last);
    }
}
