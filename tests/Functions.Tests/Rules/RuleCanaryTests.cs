using System.Text.Json;

namespace Reco.Functions.Tests.Rules;

public class RuleCanaryTests(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public async Task A_canary_goes_from_some_of_the_people_to_everyone()
    {
        var first = await PutAsync("raised");
        var start = await StepAsync("raised", Start("raised", 20), ("x-reco-author", "ann"));
        var canary = start.Json().GetProperty("version").GetInt64();
        Assert.Equal((200, $$"""{"version":{{canary}},"share":20,"beside":{{first}}}""", $"\"{canary}\""), (start.Status, $"{start.Json().GetProperty("canary")}", start.ETag));
        var tried = await VersionsOfPeopleAsync("raised");
        Assert.Equal([first, canary], tried.Distinct().Order());
        Assert.InRange(tried.Count(v => v == canary), 20, 65);
        var more = (await StepAsync("raised", """{ "action": "share", "share": 60 }""")).Json().GetProperty("version").GetInt64();
        var raised = await VersionsOfPeopleAsync("raised");
        Assert.All(tried.Zip(raised), p => Assert.True(p.First == first || p.Second == more));
        var promoted = await StepAsync("raised", """{ "action": "promote" }""");
        Assert.False(promoted.Json().TryGetProperty("canary", out _));
        Assert.Equal([promoted.Json().GetProperty("version").GetInt64()], (await VersionsOfPeopleAsync("raised")).Distinct());
        Assert.Equal(Rule("raised", "canary"), (await shop.GetAsync("/api/rules/grocery/raised")).Body);
        var history = (await shop.GetAsync("/api/rules/grocery/raised/versions")).Json().GetProperty("versions").EnumerateArray().Select(v =>
            $"{v.GetProperty("revision")} {(v.TryGetProperty("canary", out var terms) ? terms.GetProperty("share").GetDouble() : 100)} {(v.TryGetProperty("comment", out var c) ? c : "")}".TrimEnd());
        Assert.Equal([$"{promoted.Json().GetProperty("version")} 100 canary {more} promoted", $"{more} 60", $"{canary} 20", $"{first} 100"], history);
    }

    [Fact]
    public async Task While_a_canary_runs_other_changes_are_409_and_it_is_shown_everywhere()
    {
        var first = await PutAsync("guarded");
        var canary = (await StepAsync("guarded", Start("guarded", 5))).Json().GetProperty("version").GetInt64();
        var put = await shop.PutAsync("/api/rules/grocery/guarded", Rule("guarded", "other"));
        Assert.Equal(409, put.Status);
        Assert.Contains($"Revision {canary} of grocery/guarded runs as a canary for 5 % of the people. Promote or abandon it first: POST /api/rules/grocery/guarded/canary.", put.Body);
        Assert.Equal(409, (await shop.PostAsync("/api/rules/grocery/guarded/rollback", $$"""{ "to": {{first}} }""")).Status);
        Assert.Equal(409, (await StepAsync("guarded", Start("guarded", 9))).Status);
        Assert.Equal(Rule("guarded", "first"), (await shop.GetAsync("/api/rules/grocery/guarded")).Body);
        var shown = $$"""{"version":{{canary}},"share":5,"beside":{{first}}}""";
        Assert.Contains(shown, (await shop.GetAsync("/api/rules")).Body);
        Assert.Contains(shown, (await shop.GetAsync("/api/rules/status")).Body);
        // An operator sees each revision, whoever they ask for.
        foreach (var version in new[] { first, canary })
            for (var i = 0; i < 10; i++)
                Assert.Equal(version, (await shop.GetAsync($"/api/preview/grocery/guarded?user=u{i}&version={version}")).Json().GetProperty("version").GetInt64());
        var abandoned = await StepAsync("guarded", """{ "action": "abandon" }""");
        Assert.Equal(200, abandoned.Status);
        Assert.Equal([abandoned.Json().GetProperty("version").GetInt64()], (await VersionsOfPeopleAsync("guarded")).Distinct());
        Assert.Equal(Rule("guarded", "first"), (await shop.GetAsync("/api/rules/grocery/guarded")).Body);
        Assert.Equal((409, 200), ((await StepAsync("guarded", """{ "action": "abandon" }""")).Status, (await shop.PutAsync("/api/rules/grocery/guarded", Rule("guarded", "other"))).Status));
    }

    [Fact]
    public async Task A_canary_survives_a_restart()
    {
        var first = await PutAsync("kept");
        var canary = (await StepAsync("kept", Start("kept", 50))).Json().GetProperty("version").GetInt64();
        var before = await VersionsOfPeopleAsync("kept");
        await shop.RestartAsync(_ => { });
        Assert.Equal(before, await VersionsOfPeopleAsync("kept"));
        Assert.Equal([first, canary], before.Distinct().Order());
    }

    [Theory]
    [InlineData("""{ "action": "begin", "shar": 5 }""", "$.action: ", "$.shar: unknown property. Did you mean \"share\"?")]
    [InlineData("""{ "action": "start", "share": 0 }""", "$: \"rule\" is missing", "$.share: must be a percentage above 0 and up to 100")]
    [InlineData("""{ "action": "promote", "share": 5 }""", "$.share: \"promote\" takes no share. Leave it out.")]
    [InlineData("""{ }""", "$: \"action\" is missing")]
    public async Task What_is_wrong_with_a_step_is_told(string body, params string[] faults)
    {
        var reply = await StepAsync("fruit", body);
        Assert.Equal(400, reply.Status);
        Assert.All(faults, fault => Assert.Contains(reply.Faults(), f => f.StartsWith(fault, StringComparison.Ordinal)));
        Assert.Equal(faults.Length, reply.Faults().Length);
    }

    [Fact]
    public async Task A_bad_rule_is_told_at_its_place_and_an_unknown_one_by_name()
    {
        await PutAsync("strict");
        var bad = await StepAsync("strict", """{ "action": "start", "share": 5, "rule": { "service": "grocery", "name": "strict", "candidates": [ { "relatd": "similar" } ] } }""");
        Assert.Equal(422, bad.Status);
        Assert.All(bad.Faults(), f => Assert.StartsWith("$.rule.candidates[0]", f));
        var unknown = await StepAsync("strct", Start("strct", 5));
        Assert.Equal(404, unknown.Status);
        Assert.Contains("Did you mean", unknown.Body);
        Assert.Equal(412, (await StepAsync("strict", Start("strict", 5), ("If-Match", "\"1\""))).Status);
    }

    private Task<Reply> StepAsync(string name, string body, params (string, string)[] headers) => shop.PostAsync($"/api/rules/grocery/{name}/canary", body, headers: headers);

    private async Task<long> PutAsync(string name) => (await shop.PutAsync($"/api/rules/grocery/{name}", Rule(name, "first"))).Json().GetProperty("version").GetInt64();

    private async Task<List<long>> VersionsOfPeopleAsync(string name)
    {
        var versions = new List<long>();
        for (var i = 0; i < 200; i++)
        {
            var page = await shop.GetAsync($"/api/recommend/grocery/{name}?user=u{i}");
            Assert.Equal(200, page.Status);
            versions.Add(page.Json().GetProperty("version").GetInt64());
        }
        return versions;
    }

    private static string Start(string name, double share) => $$"""{ "action": "start", "share": {{JsonSerializer.Serialize(share)}}, "rule": {{Rule(name, "canary")}} }""";

    private static string Rule(string name, string description) =>
        $$"""{ "service": "grocery", "name": "{{name}}", "description": "{{description}}", "candidates": [ { "items": ["apple"] } ] }""";
}
