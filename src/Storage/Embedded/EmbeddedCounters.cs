using System.Collections.Concurrent;
using Reco.Domain.Catalogs;
using Reco.Domain.Interactions;
using Reco.Domain.Interactions.Counting;
using Reco.Domain.Statistics;

namespace Reco.Storage.Embedded;

/// <summary>
/// Popularity per catalog and the statistics of rules: counted in memory, kept by snapshots in SQLite. A snapshot says up to which row of the log it counts, so <see cref="LoadAsync"/> reads it and
/// counts the rows behind it: a process that is killed loses and doubles nothing. A snapshot is written about every 5 seconds while counts change (less
/// often when that takes long) and at the end. A damaged one is made anew from the whole log; scoped dimensions then count from their next declaration.
/// </summary>
/// <param name="database">Where snapshots and the log are.</param>
/// <param name="catalogs">Item numbers, and attributes for scopes of <c>seed.*</c>.</param>
/// <param name="types">Weights of interaction types.</param>
/// <param name="time">For the ages of lists and snapshots.</param>
/// <param name="letters">Takes rows that can't be decoded.</param>
/// <param name="bounds">Bounds on the memory of popularity; null for the defaults.</param>
/// <param name="statistics">Bounds on the memory of statistics; null for the defaults.</param>
public sealed class EmbeddedCounters(
    Database database, LiveCatalogs catalogs, InteractionTypes types, TimeProvider time, DeadLetterTable letters, PopularityBounds? bounds = null, StatisticsBounds? statistics = null) : IAsyncDisposable
{
    private static readonly TimeSpan SnapshotPeriod = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Kept> kept = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource ending = new();
    private readonly SemaphoreSlim saving = new(1, 1);
    private Task snapshots = Task.CompletedTask;
    private volatile bool loaded;
    private long counted, savedStatistics, replayFrom;
    private bool all;

    /// <summary>A catalog's counts and how many of its changes are in the stored snapshot.</summary>
    private sealed class Kept(Popularity counts)
    {
        public Popularity Counts { get; } = counts;
        public long SavedChanges { get; set; } = counts.Changes;
    }

    /// <summary>Why a stored snapshot was not used, for the log of the server; null when nothing was wrong.</summary>
    public string? Damage { get; private set; }

    /// <summary>What came of each rule's pages, in all catalogs.</summary>
    public RuleStatistics Statistics { get; } = new(types, statistics ?? new StatisticsBounds());

    /// <summary>Increments that found no room since the start, over all catalogs.</summary>
    public long Uncounted => kept.Values.Sum(k => k.Counts.Uncounted);

    /// <summary>The counts of a catalog; empty ones when nothing was counted there.</summary>
    public IPopularity Of(string catalog) => Keep(catalog).Counts;

    /// <summary>Reads the snapshots, counts the rows behind them, and begins to write snapshots. Once, when catalogs are loaded; ids without a number are not counted.</summary>
    public async Task LoadAsync(CancellationToken cancel)
    {
        foreach (var catalog in ReadSnapshots()) await ReserveAsync(catalog, cancel).ConfigureAwait(false);
        // On the writer's thread, so that no batch falls between what is replayed here and what Committed counts from then on.
        await database.WriteAsync(Replay, cancel, replayed =>
        {
            (counted, loaded) = (replayed.Last, true);
            letters.Committed(replayed.Letters);
        }).ConfigureAwait(false);
        snapshots = SaveRegularlyAsync();
    }

    /// <summary>Writes a snapshot of every catalog whose counts changed since the last.</summary>
    public async Task SaveAsync(CancellationToken cancel)
    {
        await saving.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            // Read before the snapshots: each contains every row up to it, and a catalog without changes has none behind its last snapshot.
            var upTo = Volatile.Read(ref counted);
            var changed = kept.Where(k => k.Value.Counts.Changes != k.Value.SavedChanges).Select(k => (Catalog: k.Key, Of: k.Value, k.Value.Counts.Changes)).ToList();
            var (from, statistics) = (Statistics.ReplayFrom, Statistics.Changes);
            if (changed.Count == 0 && statistics == savedStatistics) return;
            var written = changed.ConvertAll(c => (c.Catalog, Bytes: PopularitySnapshot.Write(c.Of.Counts)));
            var rules = statistics == savedStatistics ? null : StatisticsSnapshot.Write(Statistics);
            await database.WriteAsync(session => CounterTables.Put(session, written, upTo) + CounterTables.PutStatistics(session, rules, from), cancel).ConfigureAwait(false);
            foreach (var (_, of, changes) in changed) of.SavedChanges = changes;
            savedStatistics = statistics;
        }
        finally
        {
            saving.Release();
        }
    }

    /// <summary>Writes the last snapshot. Before the database ends, which a full disk here must not keep from it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (ending.IsCancellationRequested) return;
        await ending.CancelAsync().ConfigureAwait(false);
        await snapshots.ConfigureAwait(false);
        try
        {
            if (loaded) await SaveAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception fault) when (CanWait(fault))
        {
            // The next start counts from the log what the snapshot lacks.
        }
        saving.Dispose();
        ending.Dispose();
    }

    /// <summary>Counts committed rows. On the writer's thread, in commit order; what comes before the load is found in the log by it.</summary>
    internal void Committed(string catalog, List<CountedRow> rows, long last)
    {
        if (!loaded) return;
        var counts = Keep(catalog).Counts;
        // Nor does a replay count strangers: their rows do not say which catalog they are of.
        foreach (var (sequence, row, profile) in rows)
        {
            if (row.User.Length > 0) counts.Add(sequence, row, profile);
            Statistics.Add(sequence, row);
        }
        Volatile.Write(ref counted, last);
    }

    private Kept Keep(string catalog) => kept.TryGetValue(catalog, out var known) ? known : kept.GetOrAdd(catalog, New);

    private Kept New(string catalog) =>
        new(new Popularity(catalogs.Ids(catalog), types, (id, path) => ItemAttributes.Read(catalogs.Find(catalog), id, path), time, bounds));

    private List<string> ReadSnapshots()
    {
        var read = new List<string>();
        using var lease = database.Rent();
        using var select = lease.Session.Prepare("SELECT catalog, snapshot FROM popularity");
        while (select.Step())
        {
            var catalog = select.Text(0)!;
            try
            {
                PopularitySnapshot.Read(Keep(catalog).Counts, select.Bytes(1).ToArray());
            }
            catch (InvalidDataException damage)
            {
                all = true;
                Damage = $"{damage.Message} Popularity of catalog {catalog} was counted anew from the log.";
            }
            read.Add(catalog);
        }
        ReadStatistics(lease.Session);
        return read;
    }

    private void ReadStatistics(Session session)
    {
        replayFrom = long.MaxValue;
        using var select = session.Prepare("SELECT snapshot, replay_from FROM statistics");
        if (!select.Step()) return;
        try
        {
            StatisticsSnapshot.Read(Statistics, select.Bytes(0).ToArray());
            replayFrom = select.Int64(1);
        }
        catch (InvalidDataException damage)
        {
            replayFrom = 0;
            Damage = $"{damage.Message} Statistics were counted anew from the log.";
        }
    }

    /// <summary>Gives the scopes of <c>seed.*</c> their columns before rows are counted by them.</summary>
    private async Task ReserveAsync(string name, CancellationToken cancel)
    {
        if (catalogs.Find(name) is not { } catalog) return;
        foreach (var path in Keep(name).Counts.Paths.Where(p => p.StartsWith("seed.", StringComparison.Ordinal) && p != "seed.id")) catalog.Reserve(path[5..]);
        await catalogs.FillAsync(catalog, cancel).ConfigureAwait(false);
    }

    /// <summary>
    /// Counts the rows of the log that a snapshot lacks, and opens pages that rewards can be joined to. A row that a snapshot contains is behind its fence; one that can't be
    /// decoded becomes a dead letter. Gives the log's last sequence.
    /// </summary>
    private (long Last, DeadLetterNotice Letters) Replay(Session session)
    {
        var from = all ? 0 : session.Scalar("SELECT counted FROM log_head");
        var unreadable = new List<(long, FoldFailure)>();
        using (var rows = CounterTables.RowsBehind(session, Math.Min(from, replayFrom - 1)))
        {
            while (rows.Step())
            {
                // Strangers have no name and no catalog.
                var (sequence, catalog) = (rows.Int64(0), rows.Text(2));
                try
                {
                    var row = InteractionCodec.Read(rows.Bytes(1), rows.Text(3) ?? "");
                    Statistics.Add(sequence, row);
                    if (sequence > from && catalog is not null && Keep(catalog).Counts is var counts) counts.Add(sequence, row, ProfileFor(counts, rows));
                }
                catch (InvalidDataException damage)
                {
                    unreadable.Add((sequence, FoldFailure.Of(DeadLetterReason.Undecodable, damage)));
                }
            }
        }
        return (session.Scalar("SELECT last FROM log_head"), letters.Move(session, unreadable));
    }

    /// <summary>A profile is opened only for scopes of <c>user.*</c>, which read its attributes; a damaged one has none.</summary>
    private static Profile ProfileFor(Popularity counts, Statement row)
    {
        if (!counts.Paths.Any(p => p.StartsWith("user.", StringComparison.Ordinal))) return Profile.Empty;
        try
        {
            return Profile.Read(row.Bytes(4).ToArray());
        }
        catch (InvalidDataException)
        {
            return Profile.Empty;
        }
    }

    private static bool CanWait(Exception fault) => fault is DatabaseBusyException or Microsoft.Data.Sqlite.SqliteException;

    private async Task SaveRegularlyAsync()
    {
        var pause = SnapshotPeriod;
        while (true)
        {
            try
            {
                await Task.Delay(pause, time, ending.Token).ConfigureAwait(false);
                var started = time.GetTimestamp();
                await SaveAsync(ending.Token).ConfigureAwait(false);
                // At most 2 % of the time goes into snapshots.
                var longest = time.GetElapsedTime(started) * 50;
                pause = longest > SnapshotPeriod ? longest : SnapshotPeriod;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception fault) when (CanWait(fault))
            {
                // The next round tries again; until then the log has all that the snapshot lacks.
            }
        }
    }
}
