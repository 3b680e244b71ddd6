using Reco.Cli.Evaluate;
using Reco.Cli.Terminals;

namespace Reco.Cli.Tests.EndToEnd;

/// <summary>The commands against the server's own executable.</summary>
public sealed class RealServerTests : IDisposable
{
    private readonly Shell shell = new();

    private static Task<ServerProcess> StartAsync()
    {
        var terminal = new Terminal(TextWriter.Null, TextWriter.Null, false, TimeProvider.System, _ => null);
        return ServerProcess.StartAsync(ServerProcess.Find(null, terminal), new Dictionary<string, string>(), terminal, CancellationToken.None);
    }

    [Fact]
    public async Task A_shop_is_filled_trained_published_and_asked()
    {
        await using var server = await StartAsync();
        shell.Write("items.csv", "movieId,title,genres\na,Apple,x|y\nb,Banana,x\nc,Cherry,\n");
        shell.Write("views.csv", "userId,movieId,timestamp\nann,a,1000000000\nbob,a,1000000001\nbob,b,1000000002\neve,b,1000000003\neve,c,1000000004\n,c,5\n");
        shell.Write("rules/shop/home.json", """
            { "service": "shop", "name": "home", "needs": ["user"], "candidates": [ { "related": "similar", "to": "@user.last('view', 20)" } ],
              "filters": [ { "drop": "@user.did('view', item.id)" } ], "fields": ["id", "title", "genres"] }
            """);
        Assert.Equal(Exit.Done, await shell.RunAsync("import", "items", shell.Path("items.csv"), "--to", server.Url, "--map", "movieId=id", "--map", "genres=genres:list(|)"));
        Assert.Equal(Exit.SomeRejected, await shell.RunAsync("import", "interactions", shell.Path("views.csv"), "--to", server.Url, "--type", "view"));
        Assert.StartsWith("6 rows: 5 accepted, 0 known before, 1 rejected.", shell.Output);
        Assert.Contains("$: \\\"user\\\" is missing", shell.Read("views.csv.rejected.jsonl"));
        Assert.Equal(Exit.SomeRejected, await shell.RunAsync("import", "interactions", shell.Path("views.csv"), "--to", server.Url, "--type", "view"));
        Assert.StartsWith("6 rows: 0 accepted, 5 known before, 1 rejected.", shell.Output);
        Assert.Equal(Exit.Done, await shell.RunAsync("train", "similar", "--from", shell.Path("views.csv"), "--to", server.Url));

        Assert.Equal(Exit.Done, await shell.RunAsync("rules", "push", shell.Path("rules"), "--server", server.Url));
        Assert.Equal(Exit.Done, await shell.RunAsync("rules", "diff", shell.Path("rules"), "--server", server.Url));
        Assert.Equal(Exit.Done, await shell.RunAsync("rules", "check", shell.Path("rules"), "--server", server.Url));
        Assert.Equal(Exit.Done, await shell.RunAsync("rules", "pull", shell.Path("pulled"), "--server", server.Url));
        Assert.Equal(shell.Read("rules/shop/home.json"), shell.Read("pulled/shop/home.json"));

        Assert.Equal(Exit.Done, await shell.RunAsync("recommend", "shop/home", "--user", "ann", "--server", server.Url, "--explain"));
        Assert.Contains("Banana", shell.Output);
        Assert.Contains("related similar", shell.Output);
        Assert.DoesNotContain("Apple", shell.Output);
        Assert.Equal(Exit.Failed, await shell.RunAsync("recommend", "shop/home", "--server", server.Url));
        Assert.Contains("user", shell.Error);

        shell.Write("rules/shop/home.json", shell.Read("rules/shop/home.json").Replace("user.did('view', item.id)", "item.id == 'b'"));
        shell.Write("requests.ndjson", "{\"user\":\"ann\"}\n{\"user\":\"eve\"}\n");
        Assert.Equal(Exit.Done, await shell.RunAsync("rules", "check", shell.Path("rules"), "--server", server.Url, "--last", "10"));
        Assert.Contains("shop/home: the draft against version 1, 1 of 1 request answered", shell.Output);
        Assert.Contains("lost (pages): b (1)", shell.Output);
        Assert.Equal(Exit.Done, await shell.RunAsync("rules", "check", shell.Path("rules"), "--server", server.Url, "--requests", shell.Path("requests.ndjson")));
        Assert.Contains("2 of 2 requests answered", shell.Output);
    }

    [Fact]
    public async Task A_rule_with_the_usual_numbers_can_be_evaluated_on_few_rows()
    {
        var file = shell.Write("few.csv", "userId,movieId,timestamp\nann,a,1\nann,b,2\nbob,a,3\nbob,b,4\nbob,c,5\n");
        var rule = shell.Write("rule.json", """
            { "service": "shop", "name": "home", "candidates": [ { "related": "similar", "to": "@user.last('rate', 50)", "take": 200 } ], "fields": ["id"] }
            """);
        var code = await shell.RunAsync("evaluate", file, "--protocol", "last-one", "--rule", rule);
        Assert.True(code == Exit.Done, shell.Error);
    }

    [Fact]
    public async Task A_rule_has_a_history_and_goes_back()
    {
        await using var server = await StartAsync();
        foreach (var limit in new[] { 10, 30 })
        {
            shell.Write("rules/shop/home.json", $$"""{ "service": "shop", "name": "home", "candidates": [ { "items": ["a"] } ], "limit": {{limit}} }""");
            var code = await shell.RunAsync("rules", "push", shell.Path("rules"), "--server", server.Url, "--author", "안나", "--comment", $"pages of {limit}");
            Assert.True(code == Exit.Done, shell.Error);
        }
        Assert.Equal(Exit.Failed, await shell.RunAsync("rules", "diff", "shop/home", "--from", "1", "--to", "2", "--server", server.Url));
        Assert.Equal("shop/home: $.limit: 10 → 30", shell.Output.Trim());
        Assert.Equal(Exit.Done, await shell.RunAsync("rules", "rollback", "shop/home", "--to", "1", "--server", server.Url));
        Assert.Equal("shop/home is at revision 3, the document of 1", shell.Output.Trim());
        Assert.Equal(Exit.Done, await shell.RunAsync("rules", "diff", "shop/home", "--from", "1", "--server", server.Url));
        Assert.Equal(Exit.Done, await shell.RunAsync("rules", "versions", "shop/home", "--server", server.Url));
        Assert.Matches("(?s)3 .*rollback to 1 .*serving.*2 .*안나.*pages of 30.*1 .*안나.*pages of 10", shell.Output);
        Assert.Equal(Exit.Failed, await shell.RunAsync("rules", "rollback", "shop/home", "--to", "9", "--server", server.Url));
        Assert.Contains("shop/home has no revision 9. Its newest is 3.", shell.Error);
    }

    [Theory]
    [InlineData("last-one")]
    [InlineData("last-fifth")]
    [InlineData("baskets")]
    public async Task An_evaluation_through_the_endpoint_gives_the_figures_of_the_definition(string protocol)
    {
        var random = new Random(7);
        var rows = Enumerable.Range(1, 40).SelectMany(user => Enumerable.Range(0, 12).Select(i => (User: user, Item: (int)(30 * random.NextDouble() * random.NextDouble()), At: 1_000_000_000 + i))).DistinctBy(r => (r.User, r.Item));
        var file = shell.Write("rows.csv", "userId,itemId,timestamp,basketId\n" + string.Concat(rows.Select(r => $"{r.User},{r.Item},{r.At},{r.User}\n")));
        Assert.Equal(Exit.Done, await shell.RunAsync("evaluate", file, "--protocol", protocol, "--json", "--offline"));
        var offline = Figures();
        var code = await shell.RunAsync("evaluate", file, "--protocol", protocol, "--json");
        Assert.True(code == Exit.Done, shell.Error);
        Assert.Equal(offline, Figures());
    }

    private string Figures() => shell.Output[shell.Output.IndexOf("\"metrics\"", StringComparison.Ordinal)..];

    public void Dispose() => shell.Dispose();
}
