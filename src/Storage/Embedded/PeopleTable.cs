using Reco.Domain;
using Reco.Domain.Interactions;

namespace Reco.Storage.Embedded;

/// <summary>Whose profile it is.</summary>
internal readonly record struct ProfileKey(string Catalog, string User);

/// <summary>A row of the table.</summary>
/// <param name="Row">Its number; 0 when there is none yet.</param>
/// <param name="Name">The name.</param>
/// <param name="Profile">What is known under the name; a tombstone when it was merged or forgotten.</param>
/// <param name="Account">The row of the account that the name was merged into; 0 when it stands for itself.</param>
internal readonly record struct StoredName(long Row, string Name, Profile Profile, long Account);

/// <summary>The person that a name stands for.</summary>
/// <param name="Row">The account's row number; 0 when there is none yet.</param>
/// <param name="Key">The account.</param>
/// <param name="Profile">The account's profile, ready to fold rows of the name.</param>
/// <param name="Via">The name when it was merged into the account, else null.</param>
internal readonly record struct StoredProfile(long Row, ProfileKey Key, Profile Profile, string? Via)
{
    /// <summary>The log under which rows of the name are folded.</summary>
    public string LogOf(string log) => Via is null ? log : ProfileMerge.LogOf(log, Via);
}

/// <summary>The table of profiles: what the log's fold and the stores of people share. On the writer's session it sees what the open transaction wrote.</summary>
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

    /// <summary>
    /// A name that was merged names its account, always the last of a chain; null when it stands for itself. Its rows of the log stay its own, whoever reads them
    /// looks up the account: a merge need not touch them.
    /// </summary>
    public const string MergedNames = """
        ALTER TABLE people ADD COLUMN account INTEGER;
        CREATE INDEX people_by_account ON people (account) WHERE account IS NOT NULL;

        """;

    /// <summary>Where the log is and how far it has come.</summary>
    public static (string Log, long Last) Head(Session session)
    {
        using var head = session.Prepare("SELECT log, last FROM log_head");
        return head.Step() ? (head.Text(0)!, head.Int64(1)) : throw new InvalidDataException("The interaction log has lost its head.");
    }

    /// <summary>The person that a name stands for.</summary>
    public static StoredProfile Find(Session session, in ProfileKey key, Limits limits)
    {
        var name = FindName(session, key);
        if (name.Account == 0) return new(name.Row, key, name.Profile, null);
        var account = FindRow(session, name.Account);
        // The tombstone's fences: the account may have let go of them.
        return new(account.Row, key with { User = account.Name }, ProfileMerge.Apply(account.Profile, name.Profile, key.User, limits), key.User);
    }

    /// <summary>What is known under a name itself.</summary>
    public static StoredName FindName(Session session, in ProfileKey key)
    {
        using var select = session.Prepare("SELECT n, profile, account FROM people WHERE catalog = ?1 AND user = ?2");
        return select.Bind(1, key.Catalog).Bind(2, key.User).Step()
            ? new(select.Int64(0), key.User, Profile.Read(select.Bytes(1).ToArray()), select.Int64(2))
            : new(0, key.User, Profile.Empty, 0);
    }

    /// <summary>A row that is there.</summary>
    public static StoredName FindRow(Session session, long row)
    {
        using var select = session.Prepare("SELECT n, profile, account, user FROM people WHERE n = ?1");
        return select.Bind(1, row).Step()
            ? new(select.Int64(0), select.Text(3)!, Profile.Read(select.Bytes(1).ToArray()), select.Int64(2))
            : throw new InvalidDataException("A merged name has lost its account.");
    }

    /// <summary>The names merged into an account, in order.</summary>
    public static List<StoredName> NamesOf(Session session, long account)
    {
        var names = new List<StoredName>();
        using var select = session.Prepare("SELECT n, user, profile FROM people WHERE account = ?1 ORDER BY user");
        select.Bind(1, account);
        while (select.Step()) names.Add(new(select.Int64(0), select.Text(1)!, Profile.Read(select.Bytes(2).ToArray()), account));
        return names;
    }

    /// <summary>Writes the next profile; gives the row number.</summary>
    public static long Write(Session session, in ProfileKey key, long row, Profile next)
    {
        if (row != 0)
        {
            using var update = session.Prepare("UPDATE people SET rev = rev + 1, profile = ?2 WHERE n = ?1");
            update.Bind(1, row).Bind(2, next.Write().Span).Step();
            return row;
        }
        using var insert = session.Prepare("INSERT INTO people (catalog, user, rev, profile) VALUES (?1, ?2, 1, ?3) RETURNING n");
        insert.Bind(1, key.Catalog).Bind(2, key.User).Bind(3, next.Write().Span).Step();
        return insert.Int64(0);
    }

    /// <summary>Puts an empty profile in place of each damaged one of the person that a name stands for, merged names included: what can't be read can be forgotten all the same.</summary>
    public static void DropDamaged(Session session, in ProfileKey key)
    {
        var damaged = new List<long>();
        using (var select = session.Prepare("""
            WITH account AS (SELECT coalesce(account, n) AS n FROM people WHERE catalog = ?1 AND user = ?2)
            SELECT p.n, p.profile FROM people p JOIN account a ON p.n = a.n OR p.account = a.n
            """))
        {
            select.Bind(1, key.Catalog).Bind(2, key.User);
            while (select.Step()) if (!Profile.IsReadable(select.Bytes(1))) damaged.Add(select.Int64(0));
        }
        foreach (var row in damaged) Write(session, key, row, Profile.Empty);
    }

    /// <summary>Says which account a name stands for; 0 for itself.</summary>
    public static void Point(Session session, long row, long account)
    {
        using var update = session.Prepare("UPDATE people SET account = nullif(?2, 0) WHERE n = ?1");
        update.Bind(1, row).Bind(2, account).Step();
    }
}
