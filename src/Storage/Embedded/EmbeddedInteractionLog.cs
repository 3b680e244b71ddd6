using System.Buffers;
using System.Runtime.CompilerServices;
using Reco.Domain;
using Reco.Domain.Interactions;

namespace Reco.Storage.Embedded;

/// <summary>
/// The log of interactions in SQLite, folded in the same step: one transaction takes a batch's sequence numbers, folds it into the profiles and appends the rows that
/// are no duplicates; those that can't be folded become dead letters in it. It is on disk when the task completes. Then, still in commit order, the profile cache and popularity learn of it. Concurrent
/// batches share a commit. One log with one partition; its incarnation is made with the database.
/// </summary>
/// <param name="database">Where the log is.</param>
/// <param name="profiles">Learns of folded profiles.</param>
/// <param name="counters">Count what was appended.</param>
/// <param name="letters">Takes rows that can't be folded.</param>
/// <param name="limits">How much profiles keep.</param>
public sealed class EmbeddedInteractionLog(
    Database database, EmbeddedProfiles profiles, EmbeddedCounters counters, DeadLetterTable letters, Limits limits) : IInteractionLog
{
    private const int PageRows = 1_000;

    /// <summary>Stands for the person of a stranger's rows: in the log for statistics, but nobody's history.</summary>
    private const long Nobody = -1;

    /// <summary>What a commit made, for those who learn of it.</summary>
    private sealed record Appended(string Catalog, List<KeyValuePair<ProfileKey, KnownName>> Profiles, List<CountedRow> Rows, long Last, AppendResult Result, DeadLetterNotice Letters);

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
    /// <remarks>Rows that can't be decoded are left out and become dead letters.</remarks>
    public async IAsyncEnumerable<Interaction> ReadAllAsync(string catalog, [EnumeratorCancellation] CancellationToken cancel)
    {
        var (page, unreadable) = (new List<Interaction>(PageRows), new List<(long, FoldFailure)>());
        var after = 0L;
        do
        {
            cancel.ThrowIfCancellationRequested();
            page.Clear();
            unreadable.Clear();
            using (var lease = database.Rent()) after = ReadPage(lease.Session, catalog, after, page, unreadable);
            if (unreadable.Count > 0) letters.Committed(await database.WriteWhenReadyAsync(session => letters.Move(session, unreadable), cancel).ConfigureAwait(false));
            foreach (var row in page.SelectMany(r => r.PerItem())) yield return row;
            await Task.Yield();
        }
        while (page.Count + unreadable.Count == PageRows);
    }

    /// <summary>Replays letters in one step: their rows are appended under their <see cref="DeadLetter.ReplayId"/> and the letters are gone, or are new ones when they fail again.</summary>
    internal async Task<ReplayResult> ReplayAsync(IReadOnlyList<string> ids, CancellationToken cancel)
    {
        var (result, _) = await database.WriteAsync(session => Replay(session, ids), cancel, replayed => replayed.Appended.ForEach(Committed)).ConfigureAwait(false);
        return result;
    }

    private static long ReadPage(Session session, string catalog, long after, List<Interaction> page, List<(long, FoldFailure)> unreadable)
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
            try
            {
                page.Add(InteractionCodec.Read(select.Bytes(2), select.Text(1)!));
            }
            catch (InvalidDataException damage)
            {
                unreadable.Add((after, FoldFailure.Of(DeadLetterReason.Undecodable, damage)));
            }
        }
        return after;
    }

    private (ReplayResult Result, List<Appended> Appended) Replay(Session session, IReadOnlyList<string> ids)
    {
        var (unknown, found, done) = (new List<string>(), new List<DeadLetter>(ids.Count), new List<Appended>());
        var (replayed, duplicates, failed) = (0, 0, 0);
        foreach (var id in ids)
        {
            var letter = DeadLetterTable.Find(session, id);
            if (letter is null) unknown.Add(id);
            else if (letter.Row is null) failed++;
            else if (letter.Failure.Reason == DeadLetterReason.Undecodable && DeadLetterTable.PutBack(session, letter)) replayed++;
            else found.Add(letter);
            if (letter?.Row is not null) DeadLetterTable.Remove(session, letter);
        }
        foreach (var catalog in found.GroupBy(l => l.Catalog))
        {
            var rows = catalog.Select(l => l.Row! with { Id = l.ReplayId }).ToList();
            var appended = Append(session, catalog.Key, rows, Encode(rows, out var ends), ends);
            done.Add(appended);
            duplicates += appended.Result.Duplicates.Count;
            failed += rows.Count - appended.Rows.Count - appended.Result.Duplicates.Count;
            replayed += appended.Rows.Count;
        }
        return (new ReplayResult(replayed, duplicates, failed, unknown), done);
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
        var batch = new LoggedInteraction[rows.Count];
        for (var i = 0; i < batch.Length; i++) batch[i] = new LoggedInteraction(log, last + 1 + i, rows[i]);
        var fold = new BatchFold(batch, limits);
        var folded = new List<KeyValuePair<ProfileKey, KnownName>>(fold.People.Count);
        var people = new Dictionary<string, (long Row, Profile Profile)>(fold.People.Count, StringComparer.Ordinal);
        for (var i = 0; i < fold.People.Count; i++)
        {
            StoredProfile stored = default;
            var next = fold.Fold(i, person =>
            {
                stored = PeopleTable.Find(session, new(catalog, person), limits);
                return (stored.Profile, stored.LogOf(log));
            });
            if (next is null) continue;
            people.Add(fold.People[i], (PeopleTable.Write(session, stored.Key, stored.Row, next), next));
            folded.Add(new(stored.Key, KnownName.Of(next)));
        }
        var (counted, duplicates) = Insert(session, batch, fold, people, encoded.Span, ends);
        var failed = fold.Failures.Count == 0 ? new DeadLetterNotice([], 0) : letters.Add(session, [.. fold.Failures.OrderBy(f => f.Key).Select(f => letters.Letter(catalog, batch[f.Key], f.Value))]);
        using var head = session.Prepare("UPDATE log_head SET last = ?1");
        head.Bind(1, last + rows.Count).Step();
        return new Appended(catalog, folded, counted, last + rows.Count, new AppendResult(rows.Count - duplicates.Count, duplicates), failed);
    }

    /// <summary>Appends what was applied, and tells what was known.</summary>
    private static (List<CountedRow> Counted, List<int> Duplicates) Insert(
        Session session, LoggedInteraction[] batch, BatchFold fold, Dictionary<string, (long Row, Profile Profile)> people, ReadOnlySpan<byte> encoded, int[] ends)
    {
        var (counted, duplicates) = (new List<CountedRow>(batch.Length), new List<int>());
        using var insert = session.Prepare("INSERT INTO interactions VALUES (?1, ?2, ?3)");
        for (var i = 0; i < batch.Length; i++)
        {
            var fate = fold.Fate(i);
            if (fate == RowFate.Duplicate) duplicates.Add(i);
            if (fate != RowFate.Applied) continue;
            var (person, profile) = people.GetValueOrDefault(batch[i].Row.User, (Nobody, Profile.Empty));
            insert.Bind(1, batch[i].Sequence).Bind(2, person).Bind(3, encoded[(i == 0 ? 0 : ends[i - 1])..ends[i]]).Run();
            counted.Add(new CountedRow(batch[i].Sequence, batch[i].Row, profile));
        }
        return (counted, duplicates);
    }

    private void Committed(Appended appended)
    {
        profiles.Committed(appended.Profiles);
        counters.Committed(appended.Catalog, appended.Rows, appended.Last);
        letters.Committed(appended.Letters);
    }
}
