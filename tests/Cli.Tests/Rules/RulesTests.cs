namespace Reco.Cli.Tests.Rules;

public sealed class RulesTests : IDisposable
{
    private static string Good(string name) => $$"""{ "service": "shop", "name": "{{name}}", "candidates": [ { "related": "similar", "to": "@user.last('view', 20)" } ], "limit": 10 }""";
    private readonly Shell shell = new();

    [Fact]
    public async Task Check_tells_every_fault_with_file_and_path()
    {
        var file = shell.Write("shop/home.json", """{ "service": "shop", "name": "home", "candidates": [ { "relatd": "similar", "to": "@itm.x" } ], "limit": 0 }""");
        shell.Write("shop/good.json", Good("good"));
        Assert.Equal(Exit.Failed, await shell.RunAsync("rules", "check", shell.Path("shop")));
        var lines = shell.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.StartsWith($"{file}:1:", line));
        Assert.Contains($"{file}:1:{(await File.ReadAllTextAsync(file)).IndexOf("\"limit", StringComparison.Ordinal) + 1}: $.limit: must be a whole number from 1 to 200, not 0.", lines);
        Assert.Contains(lines, line => line.Contains("relatd") && line.Contains("related"));
        Assert.Contains(lines, line => line.Contains("$.limit"));
        Assert.Contains($"{lines.Length} faults in 2 rules.", shell.Error);
    }

    [Fact]
    public async Task Check_needs_no_server_for_rules_of_any_catalog()
    {
        var file = shell.Write("shop/home.json", """{ "service": "shop", "name": "home", "catalog": "wine", "candidates": [ { "popular": "7d" } ], "filters": [ "@item.status == 'OK'" ] }""");
        Assert.Equal(Exit.Done, await shell.RunAsync("rules", "check", file));
        Assert.Contains("1 rule, no faults; 0 tests passed.", shell.Error);
    }

    private const string Tested = """
        {
          "service": "shop", "name": "home",
          "candidates": [ { "items": ["apple", "pear"] } ],
          "filters": [ "@item.price < 5" ],
          "tests": [
            { "name": "cheap ones", "world": { "items": [ { "id": "apple", "price": 3 }, { "id": "pear", "price": 9 } ] }, "expect": { "ids": ["apple"] } },
            {
              "name": "both",
              "world": { "items": [ { "id": "apple", "price": 3 }, { "id": "pear", "price": 9 } ] },
              "expect": { "ids": ["apple", "pear"] }
            }
          ]
        }
        """;

    private const string Difference = "$.tests[1].expect.ids: \"both\" expects [apple, pear], but the page is [apple]: pear was dropped by filter 0 \"@item.price < 5\". Mend the rule or the test.";

    [Fact]
    public async Task Test_tells_of_each_test_and_fails_with_one()
    {
        var file = shell.Write("shop/home.json", Tested);
        shell.Write("shop/good.json", Good("good"));
        shell.Write("shop/bad.json", "{\n  \"service\": \"shop\",\n}");
        Assert.Equal(Exit.Failed, await shell.RunAsync("rules", "test", shell.Path("shop")));
        Assert.Equal(
            [
                $"{shell.Path("shop/bad.json")}:3:1: $: not valid JSON (line 3, byte 1). Check commas, quotes and brackets there.",
                "passed shop/home: cheap ones",
                "FAILED shop/home: both",
                $"{file}:10:19: {Difference}",
            ],
            Lines(shell.Output));
        Assert.Contains("1 passed, 1 failed in 3 rules; 1 without tests, 1 with faults that keep tests from being run.", shell.Error);
    }

    [Fact]
    public async Task Test_of_rules_that_pass_is_done()
    {
        shell.Write("shop/home.json", Tested.Replace("\"apple\", \"pear\"] }\n", "\"apple\"] }\n"));
        Assert.Equal(Exit.Done, await shell.RunAsync("rules", "test", shell.Folder));
        Assert.Contains("2 passed, 0 failed in 1 rule; 0 without tests", shell.Error);
    }

    [Fact]
    public async Task Check_runs_the_tests_too()
    {
        var file = shell.Write("shop/home.json", Tested);
        Assert.Equal(Exit.Failed, await shell.RunAsync("rules", "check", file));
        Assert.Equal([$"{file}:10:19: {Difference}"], Lines(shell.Output));
    }

    [Fact]
    public async Task Faults_of_a_server_have_a_line_and_a_column_too()
    {
        var file = shell.Write("shop/home.json", Tested);
        using var server = new FakeServer(_ => (422, """{"detail":"2 faults.","errors":[{"path":"$.filters[0]","problem":"column 7: is text","fix":""},{"path":"$.tests[1].expect.ids","problem":"differs"}]}"""));
        Assert.Equal(Exit.Failed, await shell.RunAsync("rules", "check", file, "--server", server.Url));
        Assert.Equal([$"{file}:4:16: $.filters[0]: column 7: is text.", $"{file}:10:19: $.tests[1].expect.ids: differs."], Lines(shell.Output));
    }

    [Fact]
    public async Task Push_publishes_only_what_differs()
    {
        shell.Write("shop/home.json", Good("home"));
        shell.Write("shop/same.json", Good("same"));
        using var server = new FakeServer(r => (r.Method, r.Path) switch
        {
            ("GET", "/api/rules/shop/same") => (200, Good("same").Replace(": ", ":")),
            ("GET", "/api/rules") => (200, """{"rules":[{"service":"shop","name":"same"},{"service":"old","name":"gone"}]}"""),
            ("GET", _) => (404, "{}"),
            ("DELETE", _) => (204, ""),
            _ => (200, "{}"),
        });
        Assert.Equal(Exit.Done, await shell.RunAsync("rules", "push", shell.Folder, "--server", server.Url, "--delete"));
        Assert.Equal(["published shop/home", "deleted old/gone"], Lines(shell.Output));
        Assert.Equal(["POST /api/rules/check", "PUT /api/rules/shop/home", "DELETE /api/rules/old/gone"], server.Requests.Where(r => r.Method != "GET").Select(r => $"{r.Method} {r.Path}"));
    }

    [Fact]
    public async Task A_fault_in_one_rule_publishes_none()
    {
        shell.Write("shop/bad.json", Good("bad"));
        shell.Write("shop/good.json", Good("good"));
        using var server = new FakeServer(r => r switch
        {
            { Method: "GET" } => (404, "{}"),
            { Path: "/api/rules/check" } => (422, """{"detail":"1 fault in the rule.","errors":[{"path":"$.limit","problem":"too small","fix":"Give 1 or more."}]}"""),
            _ => (200, "{}"),
        });
        Assert.Equal(Exit.Failed, await shell.RunAsync("rules", "push", shell.Folder, "--server", server.Url));
        Assert.Contains($"bad.json:1:{Good("bad").IndexOf("\"limit", StringComparison.Ordinal) + 1}: $.limit: too small. Give 1 or more.", shell.Error);
        Assert.DoesNotContain(server.Requests, r => r.Method == "PUT");
    }

    [Fact]
    public async Task Pull_then_diff_finds_nothing_and_a_change_is_told_by_its_path()
    {
        using var server = new FakeServer(r => r.Path == "/api/rules" ? (200, """{"rules":[{"service":"shop","name":"home"}]}""") : r.Path == "/api/rules/shop/home" ? (200, Good("home")) : (404, "{}"));
        var folder = shell.Path("rules");
        Assert.Equal(Exit.Done, await shell.RunAsync("rules", "pull", folder, "--server", server.Url));
        Assert.Equal(Good("home"), shell.Read("rules/shop/home.json"));
        Assert.Equal(Exit.Done, await shell.RunAsync("rules", "diff", folder, "--server", server.Url));
        shell.Write("rules/shop/home.json", Good("home").Replace("10", "30"));
        shell.Write("rules/shop/new.json", Good("new"));
        Assert.Equal(Exit.Failed, await shell.RunAsync("rules", "diff", folder, "--server", server.Url));
        Assert.Equal("shop/home: $.limit: 10 → 30", Lines(shell.Output)[0]);
        Assert.StartsWith("shop/new: only in ", Lines(shell.Output)[1]);
    }

    [Fact]
    public async Task A_canary_is_started_raised_and_promoted()
    {
        var file = shell.Write("shop/home.json", Good("home"));
        using var server = new FakeServer(r => (200, r.Body.Contains("promote") ? """{"rule":"shop/home","version":44}""" : """{"rule":"shop/home","version":42,"canary":{"version":42,"share":5,"beside":41}}"""));
        Assert.Equal(Exit.Done, await shell.RunAsync("rules", "canary", "start", file, "--share", "5", "--server", server.Url, "--author", "ann"));
        Assert.Equal(Exit.Done, await shell.RunAsync("rules", "canary", "share", "shop/home", "--share", "12.5", "--server", server.Url));
        Assert.Equal(Exit.Done, await shell.RunAsync("rules", "canary", "promote", "shop/home", "--server", server.Url));
        Assert.Equal(
            [$"{{\"action\":\"start\",\"share\":5,\"rule\":{Good("home")}}}", """{"action":"share","share":12.5}""", """{"action":"promote"}"""], server.Requests.Select(r => r.Body));
        Assert.All(server.Requests, r => Assert.Equal(("POST", "/api/rules/shop/home/canary"), (r.Method, r.Path)));
        Assert.Equal(Exit.Usage, await shell.RunAsync("rules", "canary", "start", file, "--server", server.Url));
    }

    [Fact]
    public async Task Pull_does_not_write_outside_its_folder()
    {
        using var server = new FakeServer(r => r.Path == "/api/rules" ? (200, """{"rules":[{"service":"..","name":"../escape"}]}""") : (200, Good("home")));
        Assert.Equal(Exit.Failed, await shell.RunAsync("rules", "pull", shell.Path("rules"), "--server", server.Url));
        Assert.Empty(Directory.GetFiles(shell.Folder, "*.json", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Push_tells_who_and_why()
    {
        shell.Write("shop/home.json", Good("home"));
        using var server = new FakeServer(r => r.Method == "GET" ? (404, "{}") : (200, "{}"));
        shell.With("RECO_AUTHOR", "ann");
        Assert.Equal(Exit.Done, await shell.RunAsync("rules", "push", shell.Folder, "--server", server.Url, "--comment", "longer pages"));
        Assert.Equal(Exit.Done, await shell.RunAsync("rules", "push", shell.Folder, "--server", server.Url, "--author", "ben"));
        Assert.Equal([("ann", "longer pages"), ("ben", null)], server.Requests.Where(r => r.Method == "PUT").Select(r => (r.Author, r.Comment)));
        Assert.Equal(Exit.Usage, await shell.RunAsync("rules", "push", shell.Folder, "--server", server.Url, "--comment", "two\nlines"));
        Assert.Contains("the comment: has a control character. Write it on one line, without tabs.", shell.Error);
    }

    [Fact]
    public async Task Versions_lists_every_page()
    {
        using var server = new FakeServer(r => r.Path.EndsWith("?before=2", StringComparison.Ordinal)
            ? (200, """{"versions":[{"revision":1,"at":"2026-01-01T00:00:00Z","author":"[ann]","comment":"first","digest":"0123456789abcdef","deleted":false,"serving":false}]}""")
            : (200, """{"versions":[{"revision":3,"at":"t","deleted":false,"serving":true},{"revision":2,"at":"t","deleted":true,"serving":false}],"next":2}"""));
        Assert.Equal(Exit.Done, await shell.RunAsync("rules", "versions", "shop/home", "--server", server.Url));
        var lines = Lines(shell.Output).Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToList();
        Assert.Contains("3 t serving", lines);
        Assert.Contains("2 t deleted", lines);
        Assert.Contains("1 2026-01-01T00:00:00Z [ann] first 0123456789ab", lines);
        Assert.Equal(["/api/rules/shop/home/versions", "/api/rules/shop/home/versions?before=2"], server.Requests.Select(r => r.Path));
    }

    [Theory]
    [InlineData("versions", "home")]
    [InlineData("versions", "shop/home/x")]
    [InlineData("rollback", "shop/home")]
    [InlineData("rollback", "shop", "--to", "1")]
    [InlineData("diff", "shop/home", "--to", "1")]
    [InlineData("diff", "home", "--from", "1")]
    public async Task A_wrong_use_calls_no_server(params string[] args)
    {
        using var server = new FakeServer(_ => (200, "{}"));
        Assert.Equal(Exit.Usage, await shell.RunAsync(["rules", .. args, "--server", server.Url]));
        Assert.Empty(server.Requests);
    }

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
