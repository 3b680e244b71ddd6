using Reco.Storage.Embedded;

namespace Reco.Storage.Tests.Embedded;

public sealed class DatabaseTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_write_is_read_after_its_task_and_after_reopening()
    {
        await using (var database = Database.Open(folder))
        {
            await Note(database, "a", 1);
            Assert.Equal(1, Read(database, "a"));
        }
        await using var again = Database.Open(folder);
        Assert.Equal(1, Read(again, "a"));
    }

    [Fact]
    public async Task Texts_blobs_and_numbers_come_back_as_they_were()
    {
        await using var database = Database.Open(folder);
        using var lease = database.Rent();
        foreach (var text in (string[])["", "a", "a\0b", "ÄÖ", "\U0001F34C", new string('x', 5_000)])
        {
            using var statement = lease.Session.Prepare("SELECT ?1, ?2, typeof(?1), typeof(?2), ?3");
            statement.Bind(1, text).Bind(2, System.Text.Encoding.UTF8.GetBytes(text)).Bind(3, (string?)null);
            Assert.True(statement.Step());
            Assert.Equal(text, statement.Text(0));
            Assert.Equal(text, System.Text.Encoding.UTF8.GetString(statement.Bytes(1)));
            Assert.Equal("text", statement.Text(2));
            Assert.Equal("blob", statement.Text(3));
            Assert.Null(statement.Text(4));
        }
        foreach (var number in (double[])[0.1, 1e308, double.Epsilon, 9007199254740993, double.MaxValue, -3])
        {
            using var statement = lease.Session.Prepare("SELECT ?1");
            statement.Bind(1, number);
            Assert.True(statement.Step());
            Assert.Equal(number, statement.Double(0));
        }
    }

    [Fact]
    public async Task A_work_that_throws_is_undone_alone()
    {
        await using var database = Database.Open(folder);
        using var gate = new ManualResetEventSlim();
        var blocker = database.WriteAsync(_ => { gate.Wait(); return 0; }, default);
        var before = Note(database, "before", 1);
        var failing = database.WriteAsync<int>(
            session =>
            {
                session.Execute("INSERT INTO counters VALUES ('failing', 1)");
                throw new InvalidDataException("no");
            },
            default);
        var after = Note(database, "after", 1);
        gate.Set();
        await blocker;
        await before;
        await Assert.ThrowsAsync<InvalidDataException>(() => failing);
        await after;
        Assert.Equal((1, 0, 1), (Read(database, "before"), Read(database, "failing"), Read(database, "after")));
    }

    [Fact]
    public async Task A_full_queue_refuses_and_takes_nothing()
    {
        await using var database = Database.Open(folder);
        using var gate = new ManualResetEventSlim();
        using var started = new ManualResetEventSlim();
        var blocker = database.WriteAsync(_ => { started.Set(); gate.Wait(); return 0; }, default);
        started.Wait();
        var waiting = Enumerable.Range(0, WriteQueue.Capacity).Select(i => Note(database, "k" + i, 1)).ToList();
        await Assert.ThrowsAsync<DatabaseBusyException>(() => Note(database, "refused", 1));
        gate.Set();
        await blocker;
        await Task.WhenAll(waiting);
        Assert.Equal((1, 0), (Read(database, "k1023"), Read(database, "refused")));
    }

    [Fact]
    public async Task A_cancelled_work_that_still_waits_never_runs()
    {
        await using var database = Database.Open(folder);
        using var gate = new ManualResetEventSlim();
        using var cancel = new CancellationTokenSource();
        var blocker = database.WriteAsync(_ => { gate.Wait(); return 0; }, default);
        var cancelled = database.WriteAsync(session => { session.Execute("INSERT INTO counters VALUES ('late', 1)"); return 0; }, cancel.Token);
        await cancel.CancelAsync();
        gate.Set();
        await blocker;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal(0, Read(database, "late"));
    }

    [Fact]
    public async Task Dispose_commits_what_waits_and_then_refuses()
    {
        var database = Database.Open(folder);
        var writes = Enumerable.Range(0, 500).Select(i => Note(database, "k" + i, i)).ToList();
        await database.DisposeAsync();
        await Task.WhenAll(writes);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Note(database, "late", 1));
        await using var again = Database.Open(folder);
        Assert.Equal(499, Read(again, "k499"));
    }

    [Fact]
    public async Task Many_writers_and_readers_lose_nothing()
    {
        await using var database = Database.Open(folder);
        var writers = Enumerable.Range(0, 8).Select(w => Task.Run(async () =>
        {
            for (var i = 1; i <= 50; i++)
            {
                await database.WriteAsync(session =>
                {
                    using var statement = session.Prepare("INSERT INTO counters VALUES ('sum', 1) ON CONFLICT DO UPDATE SET value = value + 1");
                    statement.Step();
                    return 0;
                }, default);
                await Note(database, "w" + w, i);
                Assert.Equal(i, Read(database, "w" + w));
            }
        }));
        await Task.WhenAll(writers);
        Assert.Equal(400, Read(database, "sum"));
    }

    [Fact]
    public async Task A_reader_can_not_write()
    {
        await using var database = Database.Open(folder);
        using var lease = database.Rent();
        Assert.Throws<Microsoft.Data.Sqlite.SqliteException>(() => lease.Session.Execute("DELETE FROM counters"));
    }

    private static Task<int> Note(Database database, string name, int value) => database.WriteAsync(
        session =>
        {
            using var statement = session.Prepare("INSERT OR REPLACE INTO counters VALUES (?, ?)");
            statement.Bind(1, name).Bind(2, (long)value).Step();
            return value;
        },
        default);

    private static int Read(Database database, string name)
    {
        using var lease = database.Rent();
        using var statement = lease.Session.Prepare("SELECT value FROM counters WHERE name = ?");
        return statement.Bind(1, name).Step() ? (int)statement.Int64(0) : 0;
    }
}
