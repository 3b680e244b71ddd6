using Reco.Storage.Embedded;

namespace Reco.Cli.Tests.Targets;

/// <summary>A data folder instead of a server.</summary>
public sealed class FolderTests : IDisposable
{
    private readonly Shell shell = new();

    private string Data => shell.Path("data");

    private string Interactions() => shell.Write("i.csv", "userId,movieId,timestamp\nann,a,1\nann,b,2\nbob,a,3\nbob,b,4\nbob,c,5\n,c,6\n");

    private Task<int> ImportAsync(params string[] more) => shell.RunAsync(["import", "interactions", Interactions(), "--to", Data, "--type", "view", .. more]);

    [Fact]
    public async Task What_was_imported_can_be_learnt_from()
    {
        Assert.Equal(Exit.SomeRejected, await ImportAsync());
        Assert.StartsWith("6 rows: 5 accepted, 0 known before, 1 rejected.", shell.Output);
        Assert.Contains("$: \\\"user\\\" is missing", shell.Read("i.csv.rejected.jsonl"));
        Assert.Equal(Exit.Done, await shell.RunAsync("train", "similar", "--from", Data, "--to", shell.Path("s.jsonl")));
        Assert.Equal("""{"key":"a","related":[{"id":"b","score":1},{"id":"c","score":0.70710677}]}""", shell.Read("s.jsonl").Split('\n')[0]);
        Assert.Equal(Exit.Done, await shell.RunAsync("train", "similar", "--from", Data, "--to", Data));
        Assert.StartsWith("similar: 3 lists, 6 related items.", shell.Output);
    }

    [Fact]
    public async Task The_same_file_again_changes_nothing()
    {
        await ImportAsync();
        await ImportAsync();
        Assert.StartsWith("6 rows: 0 accepted, 5 known before, 1 rejected.", shell.Output);
    }

    [Fact]
    public async Task Items_and_users_are_checked_as_the_server_checks_them()
    {
        Assert.Equal(Exit.SomeRejected, await shell.RunAsync("import", "items", shell.Write("x.csv", "id,title\na,Apple\n,Nameless\n"), "--to", Data));
        Assert.Contains("$: \\\"id\\\" is missing", shell.Read("x.csv.rejected.jsonl"));
        Assert.Equal(Exit.Done, await shell.RunAsync("import", "users", shell.Write("u.jsonl", "{\"id\":\"ann\",\"ageBand\":\"30s\"}\n"), "--to", Data));
        Assert.Equal(Exit.Failed, await shell.RunAsync("import", "items", shell.Path("x.csv"), "--to", Data, "--catalog", "wine"));
        Assert.Contains("There is no catalog wine", shell.Error);
    }

    [Fact]
    public async Task Merged_rows_change_items_that_are_there_and_keep_their_other_attributes()
    {
        await shell.RunAsync("import", "items", shell.Write("x.csv", "id,title,status\na,Apple,OK\nb,Banana,OK\n"), "--to", Data);
        Assert.Equal(Exit.SomeRejected, await shell.RunAsync("import", "items", shell.Write("stock.csv", "id,status\nz,OK\n,OK\na,SOLD_OUT\n"), "--to", Data, "--merge"));
        Assert.StartsWith("3 rows: 1 accepted, 0 known before, 2 rejected.", shell.Output);
        Assert.Contains("Row 1: $.id: there is no item \"z\". Write the whole item first.", shell.Error);
        await using var database = Database.Open(Data);
        var items = await new EmbeddedItems(database, Domain.Limits.Default).ReadAsync("default", ["a", "b"], default);
        Assert.Equal(["""{"id":"a","title":"Apple","status":"SOLD_OUT"}""", """{"id":"b","title":"Banana","status":"OK"}"""], items.Select(i => System.Text.Encoding.UTF8.GetString(i!.Value.Json.Span)));
    }

    [Fact]
    public async Task A_folder_in_use_is_said_so_with_the_way_out()
    {
        await using var server = Database.Open(Data);
        Assert.Equal(Exit.Failed, await ImportAsync());
        Assert.Contains("in use by another process", shell.Error);
        Assert.Contains("http://localhost:7071", shell.Error);
        Assert.False(File.Exists(shell.Path("i.csv.reco-progress")));
    }

    [Fact]
    public async Task Types_that_the_environment_declares_are_known()
    {
        Assert.Equal(Exit.SomeRejected, await shell.RunAsync("import", "interactions", Interactions(), "--to", Data, "--type", "finish"));
        Assert.Contains("finish", shell.Read("i.csv.rejected.jsonl"));
        shell.With("Reco__Types__finish", "1");
        Assert.Equal(Exit.SomeRejected, await shell.RunAsync("import", "interactions", Interactions(), "--to", Data, "--type", "finish"));
        Assert.StartsWith("6 rows: 5 accepted", shell.Output);
    }

    public void Dispose() => shell.Dispose();
}
