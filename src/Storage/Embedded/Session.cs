using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Reco.Storage.Embedded;

/// <summary>
/// One connection to the database with its prepared statements, by SQL text: at most <see cref="MaxStatements"/>, the least recently used leaves.
/// The writer has one; readers lease theirs with <see cref="Database.Rent"/>. One thread at a time.
/// </summary>
internal sealed class Session : IDisposable
{
    /// <summary>Prepared statements kept, each of a few KB.</summary>
    public const int MaxStatements = 256;

    private readonly Dictionary<string, Statement> statements = new(StringComparer.Ordinal);
    private long uses;
    private int inUse;

    private Session(SqliteConnection connection) => Connection = connection;

    /// <summary>For what is rare; statements of the hot path come from <see cref="Prepare"/>.</summary>
    public SqliteConnection Connection { get; }

    private sqlite3 Handle => Connection.Handle!;

    /// <summary>Opens a connection. A reader's can't change anything.</summary>
    /// <param name="file">The database file.</param>
    /// <param name="reader">Whether it only reads; the file must exist then.</param>
    public static Session Open(string file, bool reader)
    {
        var text = new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = reader ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
        };
        var connection = new SqliteConnection(text.ToString());
        try
        {
            connection.Open();
            var session = new Session(connection);
            session.Execute($"PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = {(reader ? -8_192 : -32_768)}");
            return session;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs statements that give no rows, unprepared.</summary>
    public void Execute(string sql)
    {
        var code = raw.sqlite3_exec(Handle, sql);
        if (code != raw.SQLITE_OK) SqliteException.ThrowExceptionForRC(code, Handle);
    }

    /// <summary>The prepared statement of a text. Dispose gives it back; until then the same text can't be prepared again.</summary>
    public Statement Prepare(string sql)
    {
        if (!statements.TryGetValue(sql, out var statement))
        {
            if (statements.Count >= MaxStatements) Evict();
            statement = new Statement(this, Handle, sql);
            statements.Add(sql, statement);
        }
        if (statement.InUse) throw new InvalidOperationException($"in use: {sql}");
        statement.InUse = true;
        statement.LastUse = ++uses;
        inUse++;
        return statement;
    }

    /// <summary>The first column of the first row as a number; 0 when there is no row.</summary>
    public long Scalar(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    /// <summary>Whether a transaction is open. False inside one means that SQLite rolled it back by itself (disk full, I/O error).</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(Handle) == 0;

    /// <summary>Gives back whatever a user forgot, so that no snapshot stays open.</summary>
    public void ReleaseAll()
    {
        if (inUse == 0) return;
        foreach (var statement in statements.Values) statement.Dispose();
    }

    internal void Released() => inUse--;

    /// <summary>Holds one state of the database for several statements; dispose it before the lease. Not for the writer.</summary>
    public Reading Snapshot()
    {
        Step("BEGIN");
        return new Reading(this);
    }

    private void Step(string sql)
    {
        using var statement = Prepare(sql);
        statement.Step();
    }

    public void Dispose()
    {
        foreach (var statement in statements.Values) statement.Close();
        statements.Clear();
        Connection.Dispose();
    }

    private void Evict()
    {
        var oldest = statements.Values.Where(s => !s.InUse).MinBy(s => s.LastUse)
            ?? throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"more than {MaxStatements} statements in use at once"));
        Close(oldest);
    }

    private void Close(Statement statement)
    {
        statements.Remove(statement.Sql);
        statement.Close();
    }

    /// <summary>One state of the database, until it is disposed.</summary>
    internal readonly struct Reading(Session session) : IDisposable
    {
        public void Dispose()
        {
            if (session.InTransaction) session.Step("COMMIT");
        }
    }
}
