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
        Assert.All(lines, line => Assert.StartsWith($"{file}: $.", line));
        Assert.Contains(lines, line => line.Contains("relatd") && line.Contains("related"));
        Assert.Contains(lines, line => line.Contains("$.limit"));
        Assert.Contains($"{lines.Length} faults in 2 rules.", shell.Error);
    }

    [Fact]
    public async Task Check_needs_no_server_for_rules_of_any_catalog()
    {
        var file = shell.Write("shop/home.json", """{ "service": "shop", "name": "home", "catalog": "wine", "candidates": [ { "popular": "7d" } ], "filters": [ "@item.status == 'OK'" ] }""");
        Assert.Equal(Exit.Done, await shell.RunAsync("rules", "check", file));
        Assert.Contains("1 rule, no faults.", shell.Error);
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
        Assert.Contains("bad.json: $.limit: too small. Give 1 or more.", shell.Error);
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
    public async Task Pull_does_not_write_outside_its_folder()
    {
        using var server = new FakeServer(r => r.Path == "/api/rules" ? (200, """{"rules":[{"service":"..","name":"../escape"}]}""") : (200, Good("home")));
        Assert.Equal(Exit.Failed, await shell.RunAsync("rules", "pull", shell.Path("rules"), "--server", server.Url));
        Assert.Empty(Directory.GetFiles(shell.Folder, "*.json", SearchOption.AllDirectories));
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public void Dispose() => shell.Dispose();
}
