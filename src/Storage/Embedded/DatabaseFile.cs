using System.Buffers.Binary;
using Microsoft.Data.Sqlite;

namespace Reco.Storage.Embedded;

/// <summary>
/// Looks at <c>reco.db</c> before anything is written to it: a file that is not ours, of a newer server, or damaged is refused and stays as it is,
/// byte by byte. It reads the header, the schema and the first row of each table; a whole check would read the whole file at each start.
/// </summary>
internal static class DatabaseFile
{
    /// <summary>"Reco" in ASCII: tells our files from other SQLite files.</summary>
    public const int ApplicationId = 0x5265636F;

    private const int HeaderBytes = 100;

    /// <summary>Throws unless the file is absent, empty, or a sound database of this or an older schema.</summary>
    /// <exception cref="DataFolderException">Says what is wrong and what to do.</exception>
    public static void Check(string file)
    {
        var info = new FileInfo(file);
        if (!info.Exists || info.Length == 0) return;
        var hasLog = File.Exists(file + "-wal") && new FileInfo(file + "-wal").Length > 0;
        try
        {
            CheckHeader(info, hasLog);
            CheckSchema(file, hasLog);
        }
        catch (SqliteException damage)
        {
            throw Damaged(file, damage.Message, damage);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new DataFolderException($"{file} can't be read ({refused.Message}). Give this user the right to read and write it.", refused);
        }
    }

    private static void CheckHeader(FileInfo info, bool hasLog)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        using (var stream = new FileStream(info.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
        {
            if (stream.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes || !header.StartsWith("SQLite format 3\0"u8))
            {
                throw new DataFolderException($"{info.FullName} is not a SQLite database. Move it away, or name another folder (Reco__DataFolder).");
            }
        }
        // With a write-ahead log the newest header may be in the log: the schema check reads through it.
        if (hasLog) return;
        int size = BinaryPrimitives.ReadUInt16BigEndian(header[16..]);
        var pages = BinaryPrimitives.ReadUInt32BigEndian(header[28..]);
        if (size == 1) size = 65_536;
        if (info.Length < pages * size) throw Damaged(info.FullName, $"it should have {pages * size} bytes and has {info.Length}", null);
    }

    private static void CheckSchema(string file, bool hasLog)
    {
        // Without a log nothing but the file counts: opened as one that can't change, it gets no log and no index of one beside it.
        using var session = Session.Open(hasLog ? file : new Uri(file).AbsoluteUri + "?immutable=1", reader: true);
        var application = session.Scalar("PRAGMA application_id");
        var version = session.Scalar("PRAGMA user_version");
        var tables = new List<string>();
        using (var names = session.Prepare("SELECT name FROM sqlite_master WHERE type = 'table'"))
        {
            while (names.Step()) tables.Add(names.Text(0)!);
        }
        // A start that died before its first commit leaves an empty database without our id.
        if (application == 0 && version == 0 && tables.Count == 0) return;
        if (application != ApplicationId)
        {
            throw new DataFolderException($"{file} is a SQLite database of another program. Move it away, or name another folder (Reco__DataFolder).");
        }
        if (version > Schema.Version)
        {
            throw new DataFolderException(
                $"{file} was written by a newer version of this server (schema {version}; this one knows {Schema.Version}). Start that version, or name another folder (Reco__DataFolder).");
        }
        foreach (var table in tables) session.Scalar($"SELECT 1 FROM \"{table.Replace("\"", "\"\"", StringComparison.Ordinal)}\" LIMIT 1");
    }

    private static DataFolderException Damaged(string file, string problem, Exception? inner) =>
        new($"{file} is damaged ({problem}). It was left as it is. Restore the folder from a backup, or name another folder (Reco__DataFolder).", inner);
}
