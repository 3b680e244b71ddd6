using Reco.Domain.Interactions;

namespace Reco.Storage.Embedded;

/// <summary>Whose profile it is.</summary>
internal readonly record struct ProfileKey(string Catalog, string User);

/// <summary>A profile as the table has it; <paramref name="Row"/> is 0 when there is none yet.</summary>
internal readonly record struct StoredProfile(long Row, Profile Profile);

/// <summary>The table of profiles: what the log's fold and the profile store share. On the writer's session it sees what the open transaction wrote.</summary>
internal static class PeopleTable
{
    /// <summary>
    /// One row of the log belongs to one person by number, so that a person is forgotten without reading the log. Sequences are given by <c>log_head</c>, which
    /// outlives the rows: they are never used twice, though the last rows may be gone. Every row up to <c>counted</c> is in the snapshots of popularity.
    /// </summary>
    public const string Tables = """
        CREATE TABLE people (n INTEGER PRIMARY KEY AUTOINCREMENT, catalog TEXT NOT NULL, user TEXT NOT NULL, rev INTEGER NOT NULL, profile BLOB NOT NULL, UNIQUE (catalog, user));
        CREATE TABLE interactions (sequence INTEGER PRIMARY KEY, person INTEGER NOT NULL, row BLOB NOT NULL);
        CREATE INDEX interactions_by_person ON interactions (person);
        CREATE TABLE log_head (one INTEGER PRIMARY KEY CHECK (one = 1), log TEXT NOT NULL, last INTEGER NOT NULL, counted INTEGER NOT NULL);
        INSERT INTO log_head VALUES (1, lower(hex(randomblob(8))) || '/0', 0, 0);
        CREATE TABLE popularity (catalog TEXT PRIMARY KEY, snapshot BLOB NOT NULL) WITHOUT ROWID;

        """;

    public static StoredProfile Find(Session session, in ProfileKey key)
    {
        using var select = session.Prepare("SELECT n, profile FROM people WHERE catalog = ?1 AND user = ?2");
        return select.Bind(1, key.Catalog).Bind(2, key.User).Step() ? new(select.Int64(0), Profile.Read(select.Bytes(1).ToArray())) : new(0, Profile.Empty);
    }

    /// <summary>Writes the next profile; gives the person's row number.</summary>
    public static long Write(Session session, in ProfileKey key, in StoredProfile next)
    {
        if (next.Row != 0)
        {
            using var update = session.Prepare("UPDATE people SET rev = rev + 1, profile = ?2 WHERE n = ?1");
            update.Bind(1, next.Row).Bind(2, next.Profile.Write().Span).Step();
            return next.Row;
        }
        using var insert = session.Prepare("INSERT INTO people (catalog, user, rev, profile) VALUES (?1, ?2, 1, ?3) RETURNING n");
        insert.Bind(1, key.Catalog).Bind(2, key.User).Bind(3, next.Profile.Write().Span).Step();
        return insert.Int64(0);
    }

    /// <summary>Removes the profile and all rows of the person; false when there was nothing.</summary>
    public static bool Delete(Session session, in ProfileKey key)
    {
        var row = Find(session, key).Row;
        if (row == 0) return false;
        foreach (var sql in (string[])["DELETE FROM interactions WHERE person = ?1", "DELETE FROM people WHERE n = ?1"])
        {
            using var delete = session.Prepare(sql);
            delete.Bind(1, row).Step();
        }
        return true;
    }
}
