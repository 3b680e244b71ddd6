using System.Collections.Concurrent;

namespace Reco.Storage.Embedded;

/// <summary>
/// The SQLite database of the embedded stores, one per data folder, held by one process. One thread writes (<see cref="WriteAsync"/>); any number of
/// threads read, each on a connection that it leases (<see cref="Rent"/>) and from the last commit. A write is on disk when its task completes.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    /// <summary>Name of the file in the data folder.</summary>
    public const string FileName = "reco.db";

    private readonly DataFolder folder;
    private readonly string file;
    private readonly Session writer;
    private readonly WriteQueue queue;
    private readonly ConcurrentBag<Session> idle = [];
    private readonly int maxIdle = Math.Max(8, Environment.ProcessorCount * 4);
    private int idleCount;
    private int disposed;

    private Database(DataFolder folder, string file, Session writer)
    {
        (this.folder, this.file, this.writer) = (folder, file, writer);
        queue = new WriteQueue(writer);
    }

    /// <summary>Full path of the data folder.</summary>
    public string Folder => folder.Path;

    /// <summary>Locks the folder (made when there is none), checks the file in it and brings its schema up to date.</summary>
    /// <exception cref="DataFolderException">The folder is in use or can't be written to, or the file is foreign, damaged or of a newer server. Nothing was changed.</exception>
    public static Database Open(string folder)
    {
        var held = DataFolder.Lock(folder);
        Session? writer = null;
        try
        {
            var file = Path.Combine(held.Path, FileName);
            DatabaseFile.Check(file);
            writer = Session.Open(file, reader: false);
            // 16 MB of log between checkpoints: fewer of them, each of which flushes the database file.
            writer.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4096; PRAGMA journal_size_limit = 67108864");
            Schema.Migrate(writer);
            return new Database(held, file, writer);
        }
        catch (Microsoft.Data.Sqlite.SqliteException fault)
        {
            writer?.Dispose();
            held.Dispose();
            throw new DataFolderException($"The database in {held.Path} can't be opened ({fault.Message}). See that this user may write there and that the disk has room.", fault);
        }
        catch
        {
            writer?.Dispose();
            held.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Runs a work on the writer's thread, in a transaction that it may share with others; when it throws, only its own changes are undone and the task
    /// fails. The task completes after the commit. The work must not wait for anything and must not commit.
    /// </summary>
    /// <param name="work">What to write.</param>
    /// <param name="cancel">Gives up before the work starts.</param>
    /// <param name="committed">Runs on the writer's thread after the commit and before the task completes, in the order of works: what caches learn here never goes back. Must be quick.</param>
    /// <exception cref="DatabaseBusyException">Too many works wait.</exception>
    internal Task<T> WriteAsync<T>(Func<Session, T> work, CancellationToken cancel, Action<T>? committed = null) => queue.Add(work, cancel, committed);

    /// <summary>As <see cref="WriteAsync"/>, but waits for a place in the queue: for steps of long jobs, which have no caller to answer "busy" to.</summary>
    internal async Task<T> WriteWhenReadyAsync<T>(Func<Session, T> work, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                return await queue.Add(work, cancel).ConfigureAwait(false);
            }
            catch (DatabaseBusyException)
            {
                await Task.Delay(20, cancel).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Leases a reading connection; dispose the lease soon, since an open statement keeps the log from being cut.</summary>
    internal Lease Rent()
    {
        ObjectDisposedException.ThrowIf(disposed != 0, this);
        if (!idle.TryTake(out var session)) return new Lease(this, Session.Open(file, reader: true));
        Interlocked.Decrement(ref idleCount);
        return new Lease(this, session);
    }

    /// <summary>Commits what waits, moves the log into the file and lets go of the folder. Leases should have ended.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0) return;
        await Task.Run(queue.Dispose).ConfigureAwait(false);
        while (idle.TryTake(out var session)) session.Dispose();
        try
        {
            writer.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        finally
        {
            writer.Dispose();
            folder.Dispose();
        }
    }

    private void Return(Session session)
    {
        session.ReleaseAll();
        if (disposed == 0 && Interlocked.Increment(ref idleCount) <= maxIdle)
        {
            idle.Add(session);
            return;
        }
        Interlocked.Decrement(ref idleCount);
        session.Dispose();
    }

    /// <summary>A reading connection for a moment. Each statement sees the last commit before its first step.</summary>
    internal readonly struct Lease(Database database, Session session) : IDisposable
    {
        public Session Session => session;

        public void Dispose() => database.Return(session);
    }
}
