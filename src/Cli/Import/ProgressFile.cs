using System.Text.Json;

namespace Reco.Cli.Import;

/// <summary>How far an import came: what the target has acknowledged, and of which file. Lies beside the file while the import is unfinished.</summary>
internal sealed record ImportProgress
{
    /// <summary>Bytes of the file.</summary>
    public long Size { get; init; }
    /// <summary>When the file was last written.</summary>
    public DateTime Modified { get; init; }
    /// <summary>Stands for the file's content.</summary>
    public string Digest { get; init; } = "";
    /// <summary>Where to, as what, by which options: an import of the same file elsewhere is another one.</summary>
    public string Purpose { get; init; } = "";
    /// <summary>All rows up to this one are done, accepted or rejected.</summary>
    public long Row { get; init; }
    /// <summary>Rows taken.</summary>
    public long Accepted { get; init; }
    /// <summary>Rows that were known.</summary>
    public long Duplicates { get; init; }
    /// <summary>Rows not taken.</summary>
    public long Rejected { get; init; }
}

/// <summary>The sidecar <c>FILE.reco-progress</c>. Written beside and renamed, so that a kill leaves the old or the new one.</summary>
internal sealed class ProgressFile(string file)
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web);

    public string Path { get; } = file + ".reco-progress";

    /// <summary>What it says; null when there is none. One that can't be read counts as a fault, not as a fresh start.</summary>
    public ImportProgress? Read()
    {
        if (!File.Exists(Path)) return null;
        try
        {
            return JsonSerializer.Deserialize<ImportProgress>(File.ReadAllBytes(Path), Form) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new CliException($"{Path} can't be read, so it is unknown how far the import came. Start over with --restart.");
        }
    }

    public void Write(ImportProgress progress)
    {
        File.WriteAllBytes(Path + "~", JsonSerializer.SerializeToUtf8Bytes(progress, Form));
        File.Move(Path + "~", Path, overwrite: true);
    }

    public void Delete() => File.Delete(Path);

    /// <summary>Where to begin: the beginning, or after what an unfinished import of the same file did.</summary>
    /// <param name="fresh">The import that is asked for, nothing done yet.</param>
    /// <param name="restart">Begin at the beginning whatever was done.</param>
    /// <param name="resume">There must be something to go on with, even if the file has changed behind the rows that are done.</param>
    public ImportProgress Begin(ImportProgress fresh, bool restart, bool resume)
    {
        if (restart) return fresh;
        if (Read() is not { } found) return resume ? throw new CliException($"There is no {Path}: nothing to resume. Leave --resume out to begin.") : fresh;
        if (found.Purpose != fresh.Purpose)
            throw new CliException($"An unfinished import of this file had another target or other options ({found.Purpose}). Finish it, or begin anew with --restart.");
        var same = found.Size == fresh.Size && found.Digest == fresh.Digest;
        if (!same && !resume)
            throw new CliException($"The file has changed since an import stopped after row {found.Row:N0}. Begin anew with --restart, or skip those rows with --resume.");
        return found with { Size = fresh.Size, Modified = fresh.Modified, Digest = same ? found.Digest : fresh.Digest };
    }
}
