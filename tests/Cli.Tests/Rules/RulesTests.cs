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

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public void Dispose() => shell.Dispose();
}
