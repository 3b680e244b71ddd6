namespace Reco.Cli.Tests.Recommend;

public sealed class RecommendTests : IDisposable
{
    private const string Answer = """
        {"requestId":"r1","rule":"shop/home","version":4,"bucket":"B","items":[{"id":"a","title":"Apple","tags":["x","y"]},{"id":"b","price":2}],
         "explain":{"note":"the holdout","items":[{"id":"a","place":"ranked","score":1.25,"parts":[{"source":"related similar","score":2.5,"weight":0.5}]},
                             {"id":"b","place":"rolled","score":1,"rolledBy":{"filter":1,"text":"@seen"},"parts":[{"source":"popular 7d","score":1,"weight":1}]}],
                    "dropped":[{"id":"c","droppedBy":{"filter":0,"text":"@item.status == 'OK'"},"parts":[]},{"id":"d","reason":"no item data","parts":[]}],
                    "sources":[{"source":"popular 7d","found":3,"note":"widened"}],"stages":[{"stage":"sources","ms":0.5,"waited":true}]}}
        """;
    private readonly Shell shell = new();

    [Fact]
    public async Task An_answer_is_a_table_with_its_reasons()
    {
        using var server = new FakeServer(_ => (200, Answer));
        Assert.Equal(Exit.Done, await shell.RunAsync("recommend", "shop/home", "--server", server.Url, "--user", "ann b", "--item", "x", "--item", "y", "--limit", "2", "--context", "device=tv", "--explain"));
        Assert.Equal("/api/recommend/shop/home?user=ann%20b&item=x&item=y&limit=2&explain=true&context.device=tv", server.Requests[0].Path);
        var lines = shell.Output.Split('\n').Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Where(l => l.Length > 0).ToList();
        Assert.Equal("shop/home version 4, bucket B, request r1", lines[0]);
        Assert.Contains("# id title tags price score because", lines);
        Assert.Contains("1 a Apple x, y 1.25 related similar 2.5 × 0.5", lines);
        Assert.Contains("2 b 2 1 popular 7d 1; rolled; rolled by @seen", lines);
        Assert.Contains("the holdout", lines);
        Assert.Contains("dropped 1: @item.status == 'OK': c", lines);
        Assert.Contains("dropped 1: no item data: d", lines);
        Assert.Contains("source popular 7d: 3 found, widened", lines);
        Assert.Contains("stages: sources 0.5 ms (waited)", lines);
    }

    [Fact]
    public async Task Faults_of_the_request_are_told_one_by_one()
    {
        using var server = new FakeServer(_ => (400, """{"detail":"1 fault in the request.","errors":[{"path":"user","problem":"missing","fix":"The rule needs it."}]}"""));
        Assert.Equal(Exit.Failed, await shell.RunAsync("recommend", "shop/home", "--server", server.Url));
        Assert.Contains("user: missing. The rule needs it.", shell.Error);
    }

    public void Dispose() => shell.Dispose();
}
