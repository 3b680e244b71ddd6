using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Reco.Storage.Embedded;

/// <summary>
/// A prepared SQL statement of one <see cref="Session"/>, parsed once and used again. Parameters count from 1, columns from 0. Spans that it gives are
/// valid until the next <see cref="Step"/> or <see cref="Dispose"/>, which resets it for its next use and lets go of its snapshot. Not for two threads.
/// </summary>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 connection;
    private readonly sqlite3_stmt handle;
    private readonly Session session;

    public Statement(Session session, sqlite3 connection, string sql)
    {
        (this.session, this.connection, Sql) = (session, connection, sql);
        Check(raw.sqlite3_prepare_v3(connection, sql, raw.SQLITE_PREPARE_PERSISTENT, out handle, out var tail));
        if (!string.IsNullOrWhiteSpace(tail)) throw new ArgumentException($"more than one statement: {sql}", nameof(sql));
    }

    public string Sql { get; }

    /// <summary>Between <see cref="Session.Prepare"/> and <see cref="Dispose"/>.</summary>
    internal bool InUse { get; set; }

    /// <summary>When the session last gave it, for eviction.</summary>
    internal long LastUse { get; set; }

    public Statement Bind(int parameter, long value)
    {
        Check(raw.sqlite3_bind_int64(handle, parameter, value));
        return this;
    }

    public Statement Bind(int parameter, double value)
    {
        Check(raw.sqlite3_bind_double(handle, parameter, value));
        return this;
    }

    public Statement BindNull(int parameter)
    {
        Check(raw.sqlite3_bind_null(handle, parameter));
        return this;
    }

    /// <summary>Binds a text; null for null.</summary>
    public Statement Bind(int parameter, string? value)
    {
        if (value is null) return BindNull(parameter);
        if (value.Length == 0)
        {
            Check(raw.sqlite3_bind_text(handle, parameter, value));
            return this;
        }
        var bytes = Encoding.UTF8.GetMaxByteCount(value.Length);
        byte[]? rented = null;
        var buffer = bytes <= 512 ? stackalloc byte[512] : rented = ArrayPool<byte>.Shared.Rent(bytes);
        Check(raw.sqlite3_bind_text(handle, parameter, buffer[..Encoding.UTF8.GetBytes(value, buffer)]));
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return this;
    }

    /// <summary>Binds a blob; an empty one stays a blob.</summary>
    public Statement Bind(int parameter, ReadOnlySpan<byte> value)
    {
        Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, parameter, 0) : raw.sqlite3_bind_blob(handle, parameter, value));
        return this;
    }

    /// <summary>Goes to the next row; false when there is none.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW) return true;
        if (code != raw.SQLITE_DONE) Check(code);
        return false;
    }

    /// <summary>Runs it to its end and makes it ready to be bound and run again, without giving it back.</summary>
    public void Run()
    {
        while (Step()) { }
        Reset();
    }

    /// <summary>Makes it ready to be bound and run again. Parameters keep their values.</summary>
    public void Reset() => raw.sqlite3_reset(handle); // Its code repeats the last Step's error, which was already thrown.

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(handle, column);

    public double Double(int column) => raw.sqlite3_column_double(handle, column);

    /// <summary>A text; null for null.</summary>
    public string? Text(int column) => IsNull(column) ? null : Encoding.UTF8.GetString(Bytes(column));

    /// <summary>The bytes of a blob, or of a text in UTF-8; empty for null.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(handle, column);

    public void Dispose()
    {
        if (!InUse) return;
        Reset();
        raw.sqlite3_clear_bindings(handle);
        InUse = false;
        session.Released();
    }

    /// <summary>Frees it for good.</summary>
    internal void Close() => handle.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK) SqliteException.ThrowExceptionForRC(code, connection);
    }
}
