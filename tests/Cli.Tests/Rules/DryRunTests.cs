namespace Reco.Cli.Tests.Rules;

/// <summary>A draft against what serves.</summary>
public sealed class DryRunTests : IDisposable
{
    private static string Good(string name) => $$"""{ "service": "shop", "name": "{{name}}", "candidates": [ { "related": "similar", "to": "@user.last('view', 20)" } ], "limit": 10 }""";
    private readonly Shell shell = new();

    private const string Report = """
        { "ok": true, "rule": "shop/home", "requests": 3, "answered": 2, "notes": ["Stopped after 30 s."],
          "comparison": { "pages": 2, "identical": 0.5, "overlap": [ { "k": 1, "mean": 1 }, { "k": 5, "mean": 0.8333 } ], "gained": [ { "id": "[c]", "pages": 1 } ], "gainedMore": 7, "lost": [], "lostMore": 0,
            "changed": [ { "request": 1, "overlap": 0.6667, "before": { "bucket": "A", "ids": ["a", "b"] }, "after": { "ids": ["a", "[c]"] } } ], "changedMore": 0 },
          "draft": { "pages": 2, "notFull": 0.5, "degraded": 0, "refused": 1, "faults": [ { "request": 2, "path": "user", "problem": "is missing", "fix": "Add it." } ], "ms": { "total": { "mean": 1.5, "p95": 2 } }, "buckets": {} },
          "serving": { "version": 41, "pages": 2, "notFull": 0, "degraded": 0, "refused": 1, "faults": [], "ms": { "total": { "mean": 1, "p95": 1 } }, "buckets": { "A": 2 } } }
        """;

    [Fact]
    public async Task Check_compares_with_what_serves_on_the_latest_requests()
    {
        var file = shell.Write("shop/home.json", Good("home"));
        using var server = new FakeServer(r => r.Body.Contains("\"last\"") ? (200, Report) : (200, """{"ok":true}"""));
        Assert.Equal(Exit.Done, await shell.RunAsync("rules", "check", file, "--server", server.Url, "--last", "100"));
        Assert.Equal($$"""{"rule":{{Good("home")}},"last":100}""", server.Requests[^1].Body);
        var lines = Lines(shell.Output).Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToList();
        Assert.Equal(["shop/home: the draft against version 41, 2 of 3 requests answered", "Note: Stopped after 30 s."], lines.Take(2));
        string[] told =
        [
            "draft serving", "not full 50.0 % 0.0 %", "bucket A 0 2", "total: mean / p95 ms 1.500 / 2.000 1.000 / 1.000", "draft refused request 2: user: is missing. Add it.",
            "2 pages compared: 50.0 % identical; overlap @1 100.0 %, @5 83.3 %", "gained (pages): [c] (1), and 7 more", "lost (pages): nothing", "1 66.7 % A: a b a [c]",
        ];
        Assert.All(told, line => Assert.Contains(line, lines));
        Assert.Equal(Exit.Done, await shell.RunAsync("rules", "check", file, "--server", server.Url, "--last", "100", "--json"));
        Assert.Equal(41, (int)System.Text.Json.Nodes.JsonNode.Parse(shell.Output)!["serving"]!["version"]!);
    }

    [Fact]
    public async Task Check_compares_on_requests_of_a_file_and_tells_their_faults_by_line()
    {
        var (file, requests) = (shell.Write("shop/home.json", "\uFEFF" + Good("home")), shell.Write("requests.ndjson", "{\"user\":\"ann\"}\n\n{\"usr\":\"bob\"}\n"));
        using var server = new FakeServer(r => r.Body.Contains("\"requests\"")
            ? (400, """{"detail":"1 fault in the request.","errors":[{"path":"$.requests[1].usr","problem":"unknown property","fix":"Did you mean \"user\"?"}]}""") : (200, """{"ok":true}"""));
        Assert.Equal(Exit.Failed, await shell.RunAsync("rules", "check", file, "--server", server.Url, "--requests", requests));
        Assert.Equal($$"""{"rule":{{Good("home")}},"requests":[{"user":"ann"},{"usr":"bob"}]}""", server.Requests[^1].Body);
        Assert.Contains($"{requests}:3: $.usr: unknown property. Did you mean \"user\"?", shell.Error);
        shell.Write("requests.ndjson", "{\"user\":\"ann\"}\n{\n");
        Assert.Equal(Exit.Failed, await shell.RunAsync("rules", "check", file, "--server", server.Url, "--requests", requests));
        Assert.Contains($"{requests}:2: is not JSON.", shell.Error);
    }

    [Fact]
    public async Task A_rule_with_faults_is_not_compared()
    {
        var file = shell.Write("shop/bad.json", Good("bad"));
        using var server = new FakeServer(_ => (422, """{"detail":"1 fault in the rule.","errors":[{"path":"$.limit","problem":"too small"}]}"""));
        Assert.Equal(Exit.Failed, await shell.RunAsync("rules", "check", file, "--server", server.Url, "--last", "5"));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("--last", "5")]
    [InlineData("--server", "http://localhost:1", "--json")]
    [InlineData("--server", "http://localhost:1", "--last", "5", "--requests", "x.ndjson")]
    [InlineData("--server", "http://localhost:1", "--requests", "nowhere.ndjson")]
    public async Task A_comparison_needs_a_server_and_one_kind_of_requests(params string[] args) =>
        Assert.Equal(Exit.Usage, await shell.RunAsync(["rules", "check", shell.Write("shop/home.json", Good("home")), .. args]));

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public void Dispose() => shell.Dispose();
}
