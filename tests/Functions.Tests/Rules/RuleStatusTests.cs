using Microsoft.Data.Sqlite;

namespace Reco.Functions.Tests.Rules;

public class RuleStatusTests
{
    [Fact]
    public async Task After_a_restart_the_newest_revision_that_compiles_serves_and_the_status_says_why()
    {
        var shop = new Shop();
        await shop.InitializeAsync();
        try
        {
            await shop.PutAsync("/api/rules/grocery/one", Rule("one", 1), headers: ("x-reco-author", "ann"));
            var good = (await shop.PutAsync("/api/rules/grocery/one", Rule("one", 2))).Json().GetProperty("version").GetInt64();
            var bad = (await shop.PutAsync("/api/rules/grocery/one", Rule("one", 3, "\"filters\": [\"@item.price <= 10\"]"))).Json().GetProperty("version").GetInt64();
            Assert.Equal($$"""{"service":"grocery","name":"one","newest":{{bad}},"serving":{{bad}}}""", await StatusAsync(shop, "one"));
            // The price becomes what the status is: text.
            await shop.RestartAsync(file => Execute(file, "UPDATE catalogs SET attributes = json_set(attributes, '$.price', json_extract(attributes, '$.status')) WHERE name = 'default'"));
            Assert.Equal(2, (await shop.GetAsync("/api/recommend/grocery/one")).Ids().Length);
            var status = await StatusAsync(shop, "one");
            Assert.StartsWith(
                $$$"""{"service":"grocery","name":"one","newest":{{{bad}}},"serving":{{{good}}},"rejected":{"version":{{{bad}}},"errors":[{"path":"$.filters[0]","problem":"column """, status, StringComparison.Ordinal);
            Assert.Equal(422, (await shop.PostAsync("/api/rules/grocery/one/rollback", $$"""{"to":{{bad}}}""")).Status);
            Assert.Equal(200, (await shop.PostAsync("/api/rules/grocery/one/rollback", $$"""{"to":{{good}}}""")).Status);
            Assert.DoesNotContain("rejected", await StatusAsync(shop, "one"));
            Assert.Equal(
                ["", "", "", "ann"], (await shop.GetAsync("/api/rules/grocery/one/versions")).Json().GetProperty("versions").EnumerateArray().Select(v => v.TryGetProperty("author", out var a) ? a.GetString()! : ""));
        }
        finally
        {
            await shop.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_status_names_the_instance_and_its_start()
    {
        var shop = new Shop();
        var before = TimeProvider.System.GetUtcNow();
        await shop.InitializeAsync();
        try
        {
            var instance = Assert.Single((await shop.GetAsync("/api/rules/status")).Json().GetProperty("instances").EnumerateArray());
            Assert.EndsWith($"-{Environment.ProcessId}", instance.GetProperty("instance").GetString());
            Assert.InRange(instance.GetProperty("startedAt").GetDateTimeOffset(), before, TimeProvider.System.GetUtcNow());
            Assert.Equal(["fruit", "goes-with"], instance.GetProperty("rules").EnumerateArray().Select(r => r.GetProperty("name").GetString()));
            Assert.Equal(400, (await shop.GetAsync("/api/rules/status?x=1")).Status);
        }
        finally
        {
            await shop.DisposeAsync();
        }
    }

    internal static string Rule(string name, int limit, string more = "") =>
        $$"""{ "service": "grocery", "name": "{{name}}", "candidates": [ { "items": ["apple", "banana", "durian"] } ], "limit": {{limit}}{{(more.Length > 0 ? ", " + more : "")}} }""";

    private static async Task<string> StatusAsync(Shop shop, string name) => (await shop.GetAsync("/api/rules/status")).Json().GetProperty("instances")[0].GetProperty("rules").EnumerateArray()
        .Single(r => r.GetProperty("name").GetString() == name).GetRawText();

    private static void Execute(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.Equal(1, command.ExecuteNonQuery());
    }
}
