using System.Buffers;
using System.Globalization;
using Reco.Domain;
using Reco.Domain.Interactions;

namespace Reco.Storage.Embedded;

/// <summary>The table of dead letters, for whoever folds or reads rows on the writer's session: a letter is as durable as the work that adds it.</summary>
/// <param name="limits"><see cref="Limits.DeadLetters"/> and <see cref="Limits.DeadLetterBytes"/>.</param>
/// <param name="time">When a row failed.</param>
/// <param name="told">Hears of each commit that added letters, on the writer's thread; must be quick. Null when nobody asks.</param>
public sealed class DeadLetterTable(Limits limits, TimeProvider time, Action<DeadLetterNotice>? told = null)
{
    /// <summary>Triggers keep the totals true whoever adds or removes letters.</summary>
    internal const string Tables = """
        CREATE TABLE dead_letters (
          n INTEGER PRIMARY KEY AUTOINCREMENT, log TEXT NOT NULL, sequence INTEGER NOT NULL, catalog TEXT NOT NULL, user TEXT NOT NULL, at_ms INTEGER NOT NULL,
          reason INTEGER NOT NULL, detail TEXT NOT NULL, row BLOB NOT NULL, UNIQUE (log, sequence));
        CREATE INDEX dead_letters_by_user ON dead_letters (catalog, user);
        CREATE TABLE dead_letter_totals (one INTEGER PRIMARY KEY CHECK (one = 1), letters INTEGER NOT NULL, bytes INTEGER NOT NULL);
        INSERT INTO dead_letter_totals VALUES (1, 0, 0);
        CREATE TRIGGER dead_letter_added AFTER INSERT ON dead_letters BEGIN
          UPDATE dead_letter_totals SET letters = letters + 1, bytes = bytes + length(new.row); END;
        CREATE TRIGGER dead_letter_removed AFTER DELETE ON dead_letters BEGIN
          UPDATE dead_letter_totals SET letters = letters - 1, bytes = bytes - length(old.row); END;

        """;

    private const string Columns = "n, log, sequence, catalog, user, at_ms, reason, detail, row";

    /// <summary>Keeps letters, and removes the oldest when there are too many; one with a log and sequence that are there already is passed over.</summary>
    internal DeadLetterNotice Add(Session session, IReadOnlyList<DeadLetter> letters)
    {
        var (added, bytes) = (new List<DeadLetterReason>(letters.Count), new ArrayBufferWriter<byte>());
        foreach (var letter in letters)
        {
            bytes.Clear();
            if (letter.Row is { } row) InteractionCodec.Write(bytes, row);
            using var insert = session.Prepare(
                "INSERT OR IGNORE INTO dead_letters (log, sequence, catalog, user, at_ms, reason, detail, row) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) RETURNING n");
            insert.Bind(1, letter.Log).Bind(2, letter.Sequence).Bind(3, letter.Catalog).Bind(4, letter.User).Bind(5, letter.AtMs);
            insert.Bind(6, (long)letter.Failure.Reason).Bind(7, letter.Failure.Detail).Bind(8, letter.Row is null ? letter.Payload.Span : bytes.WrittenSpan);
            if (insert.Step()) added.Add(letter.Failure.Reason);
        }
        return new(added, Trim(session));
    }

    /// <summary>A letter for a row that just failed.</summary>
    internal DeadLetter Letter(string catalog, LoggedInteraction row, FoldFailure failure) =>
        new(row.Log, row.Sequence, catalog, row.Row.User, Now, failure) { Row = row.Row };

    /// <summary>Moves rows out of the log whose bytes can't be decoded.</summary>
    internal DeadLetterNotice Move(Session session, IReadOnlyList<(long Sequence, FoldFailure Failure)> rows)
    {
        var added = new List<DeadLetterReason>(rows.Count);
        foreach (var (sequence, failure) in rows)
        {
            using var insert = session.Prepare("""
                INSERT OR IGNORE INTO dead_letters (log, sequence, catalog, user, at_ms, reason, detail, row)
                SELECT h.log, i.sequence, p.catalog, p.user, ?2, ?3, ?4, i.row FROM interactions i JOIN people p ON p.n = i.person JOIN log_head h WHERE i.sequence = ?1 RETURNING n
                """);
            if (insert.Bind(1, sequence).Bind(2, Now).Bind(3, (long)failure.Reason).Bind(4, failure.Detail).Step()) added.Add(failure.Reason);
            using var delete = session.Prepare("DELETE FROM interactions WHERE sequence = ?1");
            delete.Bind(1, sequence).Run();
        }
        return new(added, Trim(session));
    }

    /// <summary>Puts a row whose bytes could not be decoded back where <see cref="Move"/> found it: it was folded before, so it is not folded again. False when its person is gone.</summary>
    internal static bool PutBack(Session session, DeadLetter letter)
    {
        using var insert = session.Prepare("""
            INSERT OR IGNORE INTO interactions
            SELECT l.sequence, p.n, l.row FROM dead_letters l JOIN people p ON p.catalog = l.catalog AND p.user = l.user JOIN log_head h ON h.log = l.log WHERE l.n = ?1 RETURNING sequence
            """);
        return insert.Bind(1, Number(letter.Id)).Step();
    }

    /// <summary>Tells of letters that are committed now.</summary>
    internal void Committed(DeadLetterNotice notice)
    {
        if (notice.Reasons.Count > 0 || notice.Dropped > 0) told?.Invoke(notice);
    }

    internal static List<DeadLetter> Read(Session session, string? after, int take)
    {
        using var select = session.Prepare($"SELECT {Columns} FROM dead_letters WHERE n > ?1 ORDER BY n LIMIT ?2");
        select.Bind(1, after is null ? 0 : Number(after)).Bind(2, take);
        var letters = new List<DeadLetter>();
        while (select.Step()) letters.Add(Read(select));
        return letters;
    }

    internal static DeadLetter? Find(Session session, string id)
    {
        using var select = session.Prepare($"SELECT {Columns} FROM dead_letters WHERE n = ?1");
        return select.Bind(1, Number(id)).Step() ? Read(select) : null;
    }

    internal static List<long> Find(Session session, string log, long from, long to)
    {
        using var select = session.Prepare("SELECT sequence FROM dead_letters WHERE log = ?1 AND sequence BETWEEN ?2 AND ?3");
        select.Bind(1, log).Bind(2, from).Bind(3, to);
        var found = new List<long>();
        while (select.Step()) found.Add(select.Int64(0));
        return found;
    }

    internal static void Remove(Session session, DeadLetter letter)
    {
        using var delete = session.Prepare("DELETE FROM dead_letters WHERE n = ?1");
        delete.Bind(1, Number(letter.Id)).Run();
    }

    /// <summary>Removes all letters of a person; gives their number.</summary>
    internal static int Forget(Session session, in ProfileKey key)
    {
        using var delete = session.Prepare("DELETE FROM dead_letters WHERE catalog = ?1 AND user = ?2 RETURNING n");
        delete.Bind(1, key.Catalog).Bind(2, key.User);
        var removed = 0;
        while (delete.Step()) removed++;
        return removed;
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private int Trim(Session session)
    {
        var dropped = 0;
        while (session.Scalar("SELECT letters FROM dead_letter_totals") > limits.DeadLetters || session.Scalar("SELECT bytes FROM dead_letter_totals") > limits.DeadLetterBytes)
        {
            using var delete = session.Prepare("DELETE FROM dead_letters WHERE n = (SELECT min(n) FROM dead_letters) RETURNING n");
            // Totals without letters: somebody else changed the tables.
            if (!delete.Step()) break;
            dropped++;
        }
        return dropped;
    }

    private static DeadLetter Read(Statement row)
    {
        var user = row.Text(4)!;
        var bytes = row.Bytes(8);
        Interaction? decoded = null;
        byte[] payload = [];
        try
        {
            decoded = InteractionCodec.Read(bytes, user);
        }
        catch (InvalidDataException)
        {
            payload = bytes.ToArray();
        }
        return new(row.Text(1)!, row.Int64(2), row.Text(3)!, user, row.Int64(5), new((DeadLetterReason)row.Int64(6), row.Text(7)!))
        {
            Id = row.Int64(0).ToString(CultureInfo.InvariantCulture),
            Row = decoded,
            Payload = payload,
        };
    }

    /// <summary>Whether a letter may have this id.</summary>
    internal static bool IsId(string id) => Number(id) >= 0;

    /// <summary>The number behind an id; one that no letter has for any other text.</summary>
    private static long Number(string id) => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
