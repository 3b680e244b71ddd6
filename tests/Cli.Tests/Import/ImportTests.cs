using System.Globalization;
using System.Text.Json.Nodes;

namespace Reco.Cli.Tests.Import;

/// <summary>Imports over HTTP against a server that refuses, rejects and fails as the test wants.</summary>
public sealed class ImportTests : IDisposable
{
    private readonly Shell shell = new();

    private static (int, string) Accept(FakeServer.Request request) => (202, $$"""{"accepted":{{request.Lines.Length}},"duplicates":0,"rejected":[]}""");

    private string Ratings(int rows) => shell.Write("ratings.csv",
        "userId,movieId,rating,timestamp\n" + string.Concat(Enumerable.Range(1, rows).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i % 7},{i},4.5,{1_000_000_000 + i}\n"))));

    private Task<int> ImportAsync(FakeServer server, params string[] more) =>
        shell.RunAsync(["import", "interactions", shell.Path("ratings.csv"), "--to", server.Url, "--type", "rate", "--batch", "10", .. more]);

    [Fact]
    public async Task Every_row_is_sent_once_with_an_id_and_the_sidecar_goes()
    {
        Ratings(25);
        using var server = new FakeServer(Accept);
        Assert.Equal(Exit.Done, await ImportAsync(server.Keyed(shell)));
        var rows = server.Requests.SelectMany(r => r.Lines).Select(l => JsonNode.Parse(l)!).ToList();
        Assert.Equal(Enumerable.Range(1, 25).Select(i => $"{i}"), rows.Select(r => (string)r["item"]!).OrderBy(i => int.Parse(i, CultureInfo.InvariantCulture)));
        Assert.Equal(25, rows.Select(r => (string)r["id"]!).Distinct().Count());
        Assert.All(server.Requests, r => Assert.Equal(("POST", "/api/interactions?catalog=default", "sesame"), (r.Method, r.Path, r.Key)));
        Assert.StartsWith("25 rows: 25 accepted, 0 known before, 0 rejected.", shell.Output);
        Assert.False(File.Exists(shell.Path("ratings.csv.reco-progress")));
    }

    [Fact]
    public async Task After_a_failure_it_goes_on_behind_the_last_acknowledged_row()
    {
        Ratings(45);
        var broken = true;
        using var server = new FakeServer(r => broken && r.Lines.Any(l => l.Contains("\"item\":\"21\"")) ? (500, """{"detail":"The disk is full."}""") : Accept(r));
        Assert.Equal(Exit.Failed, await ImportAsync(server));
        Assert.Contains("The disk is full.", shell.Error);
        Assert.Contains("20 rows of", shell.Error);
        var before = Ids(server, 1, 20);

        broken = false;
        server.Requests.Clear();
        Assert.Equal(Exit.Done, await ImportAsync(server));
        Assert.Contains("Going on after row 20", shell.Error);
        Assert.Equal(25, server.Requests.Sum(r => r.Lines.Length));
        Assert.StartsWith("45 rows: 45 accepted", shell.Output);

        server.Requests.Clear();
        Assert.Equal(Exit.Done, await ImportAsync(server, "--restart"));
        Assert.Equal(before, Ids(server, 1, 20));
    }

    [Fact]
    public async Task A_kill_between_acknowledgement_and_note_repeats_rows_under_their_old_ids()
    {
        Ratings(30);
        var broken = true;
        using var server = new FakeServer(r => broken && r.Lines.Any(l => l.Contains("\"item\":\"30\"")) ? (500, "{}") : Accept(r));
        await ImportAsync(server);
        var sidecar = shell.Path("ratings.csv.reco-progress");
        File.WriteAllText(sidecar, File.ReadAllText(sidecar).Replace("\"row\":20", "\"row\":10").Replace("\"accepted\":20", "\"accepted\":10"));
        var before = Ids(server, 11, 20);
        (broken, _) = (false, 0);
        server.Requests.Clear();
        Assert.Equal(Exit.Done, await ImportAsync(server));
        Assert.Equal(before, Ids(server, 11, 20));
        Assert.StartsWith("30 rows: 30 accepted", shell.Output);
    }

    [Fact]
    public async Task A_file_that_changed_is_not_resumed_unasked()
    {
        Ratings(30);
        using (var failing = new FakeServer(r => r.Lines.Any(l => l.Contains("\"item\":\"25\"")) ? (500, "{}") : Accept(r)))
        {
            await ImportAsync(failing);
            Ratings(40);
            Assert.Equal(Exit.Failed, await ImportAsync(failing));
            Assert.Contains("The file has changed since an import stopped after row 20", shell.Error);
        }
        using var other = new FakeServer(Accept);
        Assert.Equal(Exit.Failed, await ImportAsync(other));
        Assert.Contains("--restart", shell.Error);
        File.WriteAllText(shell.Path("ratings.csv.reco-progress"), "{\"row\":2");
        Assert.Equal(Exit.Failed, await ImportAsync(other));
        Assert.Contains("can't be read", shell.Error);
        Assert.Equal(Exit.Done, await ImportAsync(other, "--restart"));
        Assert.Equal(Exit.Failed, await ImportAsync(other, "--resume"));
        Assert.Contains("nothing to resume", shell.Error);
    }

    [Fact]
    public async Task Rejected_rows_lie_in_a_file_with_reasons_and_the_exit_code_is_3()
    {
        shell.Write("ratings.csv", "userId,movieId,rating\n1,5,4\n1,6,good\n1,7,3\n");
        using var server = new FakeServer(_ => (207, """{"accepted":1,"duplicates":0,"rejected":[{"index":1,"errors":[{"path":"$.item","problem":"unknown","fix":"Mend it."}]}]}"""));
        Assert.Equal(Exit.SomeRejected, await ImportAsync(server));
        Assert.StartsWith("3 rows: 1 accepted, 0 known before, 2 rejected.", shell.Output);
        Assert.Contains("Row 2: $.value: \"good\" is not a number", shell.Error);
        var lines = shell.Read("ratings.csv.rejected.jsonl").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!).ToList();
        Assert.Equal([(2, "$.value: \"good\" is not a number", "1,6,good")], lines.Take(1).Select(l => ((int)l["row"]!, (string)l["reason"]!, (string)l["content"]!)));
        Assert.Equal((3, "$.item: unknown. Mend it."), ((int)lines[1]["row"]!, (string)lines[1]["reason"]!));
    }

    [Theory]
    [InlineData("items", "--map year=id:number --map title=-", "")]
    [InlineData("items", "", "no column is \"id\". Give --map COLUMN=id. The file has: sku, title, year.")]
    [InlineData("users", "", "no column is \"id\".")]
    [InlineData("interactions", "--map sku=item", "no column is \"user\" and \"type\". Give --map COLUMN=user --type TYPE.")]
    [InlineData("interactions", "--map sku=item --map title=usr --type view", "--map title=usr: there is no attribute \"usr\". Did you mean \"user\"?")]
    [InlineData("items", "--map skoo=id", "--map: there is no column \"skoo\".")]
    public async Task A_forgotten_mapping_is_told_before_anything_is_sent(string kind, string options, string said)
    {
        using var server = new FakeServer(Accept);
        var code = await shell.RunAsync(["import", kind, shell.Write("x.csv", "sku,title,year\na,Apple,1\n"), "--to", server.Url, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal(said.Length == 0 ? Exit.Done : Exit.Usage, code);
        Assert.Equal(said.Length == 0, server.Requests.Count > 0);
        Assert.Contains(said, shell.Error);
        Assert.DoesNotContain("rows of", shell.Error);
    }

    [Fact]
    public async Task Merged_items_are_patches()
    {
        using var server = new FakeServer(_ => (200, """{"accepted":1,"rejected":[]}"""));
        Assert.Equal(Exit.Done, await shell.RunAsync("import", "items", shell.Write("stock.csv", "id,status\na,SOLD_OUT\n"), "--to", server.Url, "--merge"));
        Assert.Equal(("PATCH", "/api/items?catalog=default"), (server.Requests[0].Method, server.Requests[0].Path));
        Assert.Equal(["""{"id":"a","status":"SOLD_OUT"}"""], server.Requests[0].Lines);
    }

    [Fact]
    public async Task A_busy_server_is_asked_again()
    {
        Ratings(5);
        var calls = 0;
        using var server = new FakeServer(r => Interlocked.Increment(ref calls) <= 2 ? (calls == 1 ? 429 : 503, "{}") : Accept(r));
        Assert.Equal(Exit.Done, await ImportAsync(server));
        Assert.Equal(3, calls);
        Assert.Single(server.Requests.Select(r => r.Body).Distinct());
    }

    [Fact]
    public async Task A_wrong_key_is_said_so()
    {
        Ratings(5);
        using var server = new FakeServer(_ => (401, """{"detail":"This address needs the key of Interactions."}"""));
        Assert.Equal(Exit.Failed, await ImportAsync(server));
        Assert.Contains("This address needs the key of Interactions. Give the key by --key or RECO_KEY.", shell.Error);
    }

    [Fact]
    public async Task Relations_of_flat_rows_are_grouped_by_key()
    {
        shell.Write("r.csv", "seed,other,weight\na,x,0.5\nb,y,1\na,z,0.75\na,w,0.5\n");
        using var server = new FakeServer(_ => (200, "{}"));
        Assert.Equal(Exit.Done, await shell.RunAsync("import", "relations", shell.Path("r.csv"), "--relation", "similar", "--to", server.Url, "--map", "seed=key", "--map", "other=id", "--map", "weight=score"));
        Assert.Equal("PUT /api/relations/similar?catalog=default", $"{server.Requests[0].Method} {server.Requests[0].Path}");
        Assert.Equal(
            ["""{"key":"a","related":[{"id":"z","score":0.75},{"id":"w","score":0.5},{"id":"x","score":0.5}]}""", """{"key":"b","related":[{"id":"y","score":1}]}"""],
            server.Requests[0].Lines);
    }

    /// <summary>Ids under which these items were sent.</summary>
    private static string[] Ids(FakeServer server, int from, int to) =>
        [.. server.Requests.SelectMany(r => r.Lines).Select(l => JsonNode.Parse(l)!).Select(r => (Item: int.Parse((string)r["item"]!, CultureInfo.InvariantCulture), Id: (string)r["id"]!))
            .Where(r => r.Item >= from && r.Item <= to).OrderBy(r => r.Item).Select(r => r.Id)];

    public void Dispose() => shell.Dispose();
}

internal static class FakeServerExtensions
{
    /// <summary>Gives the shell the key that the test expects.</summary>
    public static FakeServer Keyed(this FakeServer server, Shell shell)
    {
        shell.With("RECO_KEY", "sesame");
        return server;
    }
}
