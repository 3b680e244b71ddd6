namespace Reco.Cli.Tests.Train;

public sealed class TrainTests : IDisposable
{
    private readonly Shell shell = new();

    [Fact]
    public async Task Similar_learns_from_files_and_writes_lists()
    {
        var file = shell.Write("r.csv", "userId,movieId,rating,type\n1,a,5,view\n1,b,4,view\n2,a,5,view\n2,b,5,view\n2,c,1,view\n3,c,5,impression\n3,a,5,view\n");
        Assert.Equal(Exit.Done, await shell.RunAsync("train", "similar", "--from", file, "--to", shell.Path("s.jsonl"), "--min-value", "2"));
        Assert.Equal("""{"key":"a","related":[{"id":"b","score":0.8164966}]}""", shell.Read("s.jsonl").Split('\n')[0]);
        Assert.StartsWith("similar: 2 lists, 2 related items.", shell.Output);
    }

    [Fact]
    public async Task Goes_with_learns_from_baskets_and_is_sent_to_a_server()
    {
        var file = shell.Write("b.csv", "basket_id,item_id\n1,a\n1,b\n2,a\n2,b\n3,a\n");
        using var server = new FakeServer(_ => (200, "{}"));
        Assert.Equal(Exit.Done, await shell.RunAsync("train", "goes-with", "--from", file, "--to", server.Url, "--measure", "conditional", "--relation", "together", "--catalog", "food"));
        Assert.Equal("PUT /api/relations/together?catalog=food", $"{server.Requests[0].Method} {server.Requests[0].Path}");
        Assert.Equal(["""{"key":"a","related":[{"id":"b","score":0.6666667}]}""", """{"key":"b","related":[{"id":"a","score":1}]}"""], server.Requests[0].Lines);
    }

    [Theory]
    [InlineData("train similar", "item_id\nx\n", "--map COLUMN=user")]
    [InlineData("train goes-with", "userId,itemId\n1,x\n", "--map COLUMN=basket")]
    [InlineData("train similar", "userId,thing\n1,x\n", "--map COLUMN=item")]
    public async Task What_is_missing_is_named(string command, string content, string said)
    {
        Assert.Equal(Exit.Failed, await shell.RunAsync([.. command.Split(' '), "--from", shell.Write("x.csv", content), "--to", shell.Path("y.jsonl")]));
        Assert.Contains(said, shell.Error);
        Assert.False(File.Exists(shell.Path("y.jsonl")));
    }

    [Fact]
    public async Task Evaluation_without_a_server_gives_figures_as_json()
    {
        var file = shell.Write("r.csv", string.Concat("userId,movieId,timestamp\n", string.Concat(Enumerable.Range(1, 6).Select(u => $"{u},a,1\n{u},b,2\n"))));
        Assert.Equal(Exit.Done, await shell.RunAsync("evaluate", file, "--protocol", "last-one", "--offline", "--json"));
        Assert.Contains("\"questions\": 6", shell.Output);
        Assert.Contains("\"HR@10\"", shell.Output);
    }

    public void Dispose() => shell.Dispose();
}
