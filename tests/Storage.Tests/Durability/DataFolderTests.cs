using Reco.Storage.Embedded;

namespace Reco.Storage.Tests.Durability;

/// <summary>Which folders and files are refused, in which words; what is refused is left as it is.</summary>
public sealed class DataFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Database => folder.File("reco.db");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_folder_belongs_to_one_process_until_it_ends()
    {
        using (var other = ChildProcess.Start("hold", folder))
        {
            Assert.Equal(
                $"The data folder {folder.Path} is in use by another process. Stop that process, or give this one a folder of its own (Reco__DataFolder).",
                Assert.Throws<DataFolderException>(() => Open()).Message);
            other.Kill();
        }
        await using var database = Open();
        Assert.Throws<DataFolderException>(() => Open());
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused()
    {
        File.WriteAllText(Database, new string('x', 5_000));
        Refused("is not a SQLite database. Move it away, or name another folder (Reco__DataFolder).");
    }

    [Fact]
    public void A_database_of_another_program_is_refused()
    {
        Sql("CREATE TABLE theirs (x)");
        Refused("is a SQLite database of another program. Move it away, or name another folder (Reco__DataFolder).");
    }

    [Fact]
    public async Task A_database_of_a_newer_server_is_refused()
    {
        await Open().DisposeAsync();
        Sql("PRAGMA user_version = 99");
        Refused("was written by a newer version of this server (schema 99;");
    }

    [Fact]
    public async Task A_truncated_database_is_refused()
    {
        await Open().DisposeAsync();
        using (var file = File.OpenWrite(Database)) file.SetLength(file.Length / 2);
        Refused("is damaged");
    }

    [Theory]
    [InlineData(100, 300)]
    [InlineData(4_096, 8_192)]
    public async Task A_damaged_schema_or_table_is_refused(int from, int to)
    {
        await Open().DisposeAsync();
        var bytes = await File.ReadAllBytesAsync(Database);
        bytes.AsSpan(from, to - from).Fill(0xA5);
        await File.WriteAllBytesAsync(Database, bytes);
        Refused("is damaged");
    }

    [Fact]
    public void A_folder_that_can_not_be_made_is_refused()
    {
        File.WriteAllText(folder.File("file"), "");
        var refused = Assert.Throws<DataFolderException>(() => Storage.Embedded.Database.Open(folder.File("file/data")));
        Assert.Contains("can't be written to", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("Give this user the right to write there, or name another folder (Reco__DataFolder).", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_file_of_a_start_that_died_is_no_obstacle()
    {
        File.WriteAllText(Database, "");
        await Open().DisposeAsync();
        await Open().DisposeAsync();
    }

    private void Refused(string words)
    {
        var before = File.ReadAllBytes(Database);
        Assert.Contains(words, Assert.Throws<DataFolderException>(() => Open()).Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Database));
        Assert.Equal(["reco.db", "reco.lock"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
    }

    private void Sql(string sql)
    {
        using var session = Session.Open(Database, reader: false);
        session.Execute(sql);
    }

    private Database Open() => Storage.Embedded.Database.Open(folder);
}
