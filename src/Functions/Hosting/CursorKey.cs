using System.Security.Cryptography;
using Reco.Storage.Embedded;

namespace Reco.Functions.Hosting;

/// <summary>The key that signs cursors: the setting, or one that is made once and kept in the data folder, readable by its owner only.</summary>
internal static class CursorKey
{
    private const int Bytes = 32;

    /// <summary>The key. The data folder is locked by this process already.</summary>
    public static ReadOnlyMemory<byte> Of(Settings settings, string folder)
    {
        if (settings.CursorKey is { } set) return set;
        var file = Path.Combine(folder, "cursor.key");
        if (!File.Exists(file)) Make(file);
        var key = File.ReadAllBytes(file);
        return key.Length == Bytes ? key : throw new DataFolderException($"{file} is damaged. Delete it; cursors that were given out become invalid.");
    }

    private static void Make(string file)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var made = file + ".new";
        using (var stream = new FileStream(made, options))
        {
            stream.Write(RandomNumberGenerator.GetBytes(Bytes));
            stream.Flush(flushToDisk: true);
        }
        File.Move(made, file);
    }
}
