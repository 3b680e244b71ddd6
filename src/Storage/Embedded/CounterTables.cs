namespace Reco.Storage.Embedded;

/// <summary>What SQLite keeps of counters: their snapshots, and the rows of the log behind them.</summary>
internal static class CounterTables
{
    /// <summary>Rows behind one of the log, in order: sequence, row, catalog, person, profile; catalog and person are null for strangers.</summary>
    public static Statement RowsBehind(Session session, long sequence) => session.Prepare("""
        SELECT i.sequence, i.row, p.catalog, coalesce(a.user, p.user), coalesce(a.profile, p.profile)
        FROM interactions i LEFT JOIN people p ON p.n = i.person LEFT JOIN people a ON a.n = p.account WHERE i.sequence > ?1 ORDER BY i.sequence
        """).Bind(1, sequence);

    /// <summary>Writes snapshots of popularity, by catalog, and up to which row of the log they count.</summary>
    public static int Put(Session session, List<(string Catalog, byte[] Bytes)> snapshots, long upTo)
    {
        foreach (var (catalog, bytes) in snapshots)
        {
            using var put = session.Prepare("INSERT OR REPLACE INTO popularity VALUES (?1, ?2)");
            put.Bind(1, catalog).Bind(2, bytes).Step();
        }
        using var head = session.Prepare("UPDATE log_head SET counted = max(counted, ?1)");
        head.Bind(1, upTo).Step();
        return snapshots.Count;
    }

    /// <summary>Writes what changed, and in any case where a replay begins.</summary>
    public static int PutStatistics(Session session, byte[]? snapshot, long replayFrom)
    {
        using var put = session.Prepare(snapshot is null ? "UPDATE statistics SET replay_from = ?1" : "INSERT OR REPLACE INTO statistics VALUES (1, ?2, ?1)");
        put.Bind(1, replayFrom);
        if (snapshot is not null) put.Bind(2, snapshot);
        put.Step();
        return 1;
    }
}
