namespace Reco.Cli.Tests.Rules;

/// <summary>Rules that carry tests.</summary>
public sealed class RuleTestsTests : IDisposable
{
    private static string Good(string name) => $$"""{ "service": "shop", "name": "{{name}}", "candidates": [ { "related": "similar", "to": "@user.last('view', 20)" } ], "limit": 10 }""";
    private readonly Shell shell = new();

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

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public void Dispose() => shell.Dispose();
}
