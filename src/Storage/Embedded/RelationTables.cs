namespace Reco.Storage.Embedded;

/// <summary>The steps of changing a relation, each one work of the writer.</summary>
internal static class RelationTables
{
    /// <summary>Lists that one step deletes, so that other writes get their turn.</summary>
    public const int DeleteStep = 2_000;

    /// <summary>A new version of a relation (made when new), which nobody reads yet.</summary>
    public static long Begin(Session session, string catalog, string name)
    {
        var relation = FindOrMake(session, catalog, name);
        var version = Counter.Next(session, "relations");
        using var insert = session.Prepare("INSERT INTO relation_versions (version, relation) VALUES (?, ?)");
        insert.Bind(1, version).Bind(2, relation).Step();
        return version;
    }

    /// <summary>Writes encoded lists into a version; an empty one deletes.</summary>
    public static int Put(Session session, long version, IReadOnlyList<(string Key, byte[] List)> rows)
    {
        using var put = session.Prepare(
            "INSERT INTO relation_lists (version, key, list) VALUES (?, ?, ?) ON CONFLICT (version, key) DO UPDATE SET list = excluded.list");
        using var delete = session.Prepare("DELETE FROM relation_lists WHERE version = ? AND key = ?");
        foreach (var (key, list) in rows)
        {
            if (list.Length > 0) put.Bind(1, version).Bind(2, key).Bind(3, (ReadOnlySpan<byte>)list).Run();
            else delete.Bind(1, version).Bind(2, key).Run();
        }
        return rows.Count;
    }

    /// <summary>Lets a version serve. Gives the one that served before; 0 when none did.</summary>
    public static long Publish(Session session, string catalog, string name, long version)
    {
        var old = Serving(session, catalog, name);
        using var update = session.Prepare("UPDATE relations SET serving = ? WHERE catalog = ? AND name = ?");
        update.Bind(1, version).Bind(2, catalog).Bind(3, name).Step();
        return old;
    }

    /// <summary>The serving version; 0 when there is none.</summary>
    public static long Serving(Session session, string catalog, string name)
    {
        using var row = session.Prepare("SELECT serving FROM relations WHERE catalog = ? AND name = ?");
        return row.Bind(1, catalog).Bind(2, name).Step() ? row.Int64(0) : 0;
    }

    /// <summary>Deletes some lists of a version that does not serve; true when it is gone.</summary>
    public static bool DeleteSome(Session session, long version)
    {
        using var lists = session.Prepare("DELETE FROM relation_lists WHERE n IN (SELECT n FROM relation_lists WHERE version = ?1 LIMIT ?2)");
        lists.Bind(1, version).Bind(2, (long)DeleteStep).Step();
        if (session.Scalar("SELECT changes()") == DeleteStep) return false;
        using var row = session.Prepare("DELETE FROM relation_versions WHERE version = ?");
        row.Bind(1, version).Step();
        return true;
    }

    /// <summary>Versions that no relation serves.</summary>
    public static List<long> Unserved(Session session)
    {
        using var rows = session.Prepare("SELECT version FROM relation_versions WHERE version NOT IN (SELECT serving FROM relations WHERE serving IS NOT NULL)");
        var versions = new List<long>();
        while (rows.Step()) versions.Add(rows.Int64(0));
        return versions;
    }

    private static long FindOrMake(Session session, string catalog, string name)
    {
        using (var insert = session.Prepare("INSERT OR IGNORE INTO relations (catalog, name) VALUES (?, ?)")) insert.Bind(1, catalog).Bind(2, name).Step();
        using var row = session.Prepare("SELECT n FROM relations WHERE catalog = ? AND name = ?");
        row.Bind(1, catalog).Bind(2, name).Step();
        return row.Int64(0);
    }
}
