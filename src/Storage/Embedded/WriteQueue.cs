using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Reco.Storage.Embedded;

/// <summary>The writer's queue is full: nothing was taken; the caller tries again later.</summary>
public sealed class DatabaseBusyException() : Exception("The database can't keep up with its writes; try again later.");

/// <summary>
/// The one writer of the database: a thread of its own that takes the works that wait, up to <see cref="GroupSize"/>, into one transaction, so that many
/// callers share one flush to disk. Each work runs in a savepoint: one that throws is undone alone. Tasks complete after the commit.
/// </summary>
internal sealed class WriteQueue : IDisposable
{
    /// <summary>Works that may wait.</summary>
    public const int Capacity = 1_024;

    /// <summary>Works in one transaction.</summary>
    public const int GroupSize = 256;

    private readonly BlockingCollection<Work> waiting = new(new ConcurrentQueue<Work>(), Capacity);
    private readonly Session session;
    private readonly Thread thread;

    public WriteQueue(Session session)
    {
        this.session = session;
        thread = new Thread(Loop) { IsBackground = true, Name = "reco writer" };
        thread.Start();
    }

    public Task<T> Add<T>(Func<Session, T> work, CancellationToken cancel, Action<T>? committed = null)
    {
        if (cancel.IsCancellationRequested) return Task.FromCanceled<T>(cancel);
        var item = new Work<T>(work, committed, cancel);
        try
        {
            return waiting.TryAdd(item) ? item.Task : throw new DatabaseBusyException();
        }
        catch (InvalidOperationException) when (waiting.IsAddingCompleted)
        {
            throw new ObjectDisposedException(nameof(Database));
        }
    }

    /// <summary>Takes no more works and returns when all that waited are committed.</summary>
    public void Dispose()
    {
        waiting.CompleteAdding();
        thread.Join();
        waiting.Dispose();
    }

    private void Loop()
    {
        var group = new List<Work>(GroupSize);
        while (waiting.TryTake(out var first, Timeout.Infinite))
        {
            if (first.Start()) group.Add(first);
            while (group.Count < GroupSize && waiting.TryTake(out var next)) if (next.Start()) group.Add(next);
            if (group.Count > 0) Commit(group);
            group.Clear();
        }
    }

    private void Commit(List<Work> group)
    {
        try
        {
            Execute("BEGIN IMMEDIATE");
            foreach (var work in group) Run(work);
            Execute("COMMIT");
        }
        catch (Exception fault)
        {
            // The transaction is lost with all that it held: disk full, an I/O error, or a bug here. Nobody is told otherwise.
            if (session.InTransaction) TryRollBack();
            foreach (var work in group) work.Fail(fault);
            return;
        }
        foreach (var work in group) work.Complete();
    }

    private void Run(Work work)
    {
        Execute("SAVEPOINT work");
        try
        {
            work.Run(session);
        }
        catch (Exception fault)
        {
            session.ReleaseAll();
            if (!session.InTransaction) throw;
            work.Fault = fault;
            Execute("ROLLBACK TO work");
        }
        session.ReleaseAll();
        Execute("RELEASE work");
    }

    private void Execute(string sql)
    {
        using var statement = session.Prepare(sql);
        statement.Step();
    }

    private void TryRollBack()
    {
        try
        {
            session.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // The next BEGIN will say what is wrong.
        }
    }

    private abstract class Work(CancellationToken cancel)
    {
        public Exception? Fault { get; set; }

        protected CancellationToken Cancel => cancel;

        /// <summary>False when the caller gave up before it started.</summary>
        public abstract bool Start();

        public abstract void Run(Session session);
        public abstract void Complete();
        public abstract void Fail(Exception fault);
    }

    private sealed class Work<T>(Func<Session, T> run, Action<T>? committed, CancellationToken cancel) : Work(cancel)
    {
        private readonly TaskCompletionSource<T> source = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T result = default!;

        public Task<T> Task => source.Task;

        public override bool Start()
        {
            if (!Cancel.IsCancellationRequested) return true;
            source.TrySetCanceled(Cancel);
            return false;
        }

        public override void Run(Session session) => result = run(session);

        public override void Complete()
        {
            if (Fault is null) Tell();
            if (Fault is null) source.TrySetResult(result); else Fail(Fault);
        }

        private void Tell()
        {
            try
            {
                committed?.Invoke(result);
            }
            catch (Exception fault)
            {
                // A bug of its own; the other works of the group are committed and must be told so.
                Fault = fault;
            }
        }

        public override void Fail(Exception fault) => source.TrySetException(Fault ?? fault);
    }
}
