namespace Reco.Storage.Embedded;

/// <summary>The data folder can't be used: the message says which one, why, and what to do. Nothing in it was changed.</summary>
/// <param name="message">For the operator.</param>
/// <param name="inner">What the system said.</param>
public sealed class DataFolderException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// The folder in which the embedded stores keep their files, held for this process alone by an exclusive lock on <c>reco.lock</c>.
/// The operating system releases the lock when the process ends, however it ends; the file itself stays and means nothing.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream held;

    private DataFolder(string path, FileStream held) => (Path, this.held) = (path, held);

    /// <summary>Its full path.</summary>
    public string Path { get; }

    /// <summary>Makes the folder when there is none, and locks it.</summary>
    /// <exception cref="DataFolderException">It can't be made or written to, or another process has it.</exception>
    public static DataFolder Lock(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        var file = System.IO.Path.Combine(full, "reco.lock");
        try
        {
            Directory.CreateDirectory(full);
            return new DataFolder(full, new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException taken) when (IsLocked(taken))
        {
            throw new DataFolderException(
                $"The data folder {full} is in use by another process. Stop that process, or give this one a folder of its own (Reco__DataFolder).", taken);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new DataFolderException(
                $"The data folder {full} can't be written to ({refused.Message}). Give this user the right to write there, or name another folder (Reco__DataFolder).", refused);
        }
    }

    public void Dispose() => held.Dispose();

    /// <summary>EWOULDBLOCK of flock on Linux (11) and macOS (35), ERROR_SHARING_VIOLATION on Windows.</summary>
    private static bool IsLocked(IOException fault) => fault.HResult is 11 or 35 or unchecked((int)0x80070020);
}
