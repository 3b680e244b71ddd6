using System.Text.RegularExpressions;
using Reco.Functions.Tests.Metrics;

namespace Reco.Functions.Tests.DeadLetters;

[Collection(MeteredServers.Name)]
public sealed partial class DeadLettersTests : IAsyncLifetime
{
    private static readonly string Long = new('x', 240);

    private readonly List<string> settings = ["--Reco:Limits:ProfileBytes=400"];
    private RunningServer server = null!;

    public Task InitializeAsync()
    {
        server = new RunningServer { Settings = settings };
        return server.InitializeAsync();
    }

    public Task DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_row_that_can_not_be_folded_is_accepted_listed_counted_and_replayed_when_it_can_be()
    {
        var rows = $$"""
            [ { "user": "secret-ann", "item": "a", "type": "view" },
              { "user": "secret-ann", "item": "{{Long}}", "type": "view", "id": "i1", "at": "2026-03-01T12:00:00Z", "value": 2.5, "context": { "device": "tv", "hd": true } } ]
            """;
        Assert.Equal("""202 {"accepted":2,"duplicates":0,"rejected":[]}""", (await server.PostAsync("/api/interactions", rows)).ToString());
        var list = (await server.GetAsync("/api/dead-letters")).ToString();
        Assert.Equal(
            """200 {"letters":[{"id":"1","catalog":"default","user":"secret-ann","at":"…","reason":"profileTooLarge","detail":"…","interaction":"""
            + """{"id":"i1","user":"secret-ann","item":"LONG","type":"view","at":"2026-03-01T12:00:00+00:00","value":2.5,"context":{"device":"tv","hd":true}}}],"total":1}""",
            Varying().Replace(list, "$1…\"", 2).Replace(Long, "LONG", StringComparison.Ordinal));
        Assert.Equal("""200 {"letters":[],"total":1}""", (await server.GetAsync("/api/dead-letters?after=1")).ToString());
        var metrics = await server.ScrapeAsync();
        Assert.Matches("""reco_dead_letters_total\{[^}]*reason="profileTooLarge"\} [1-9]""", metrics);
        Assert.DoesNotContain("secret", metrics);

        Assert.Equal("""200 {"replayed":0,"duplicates":0,"failed":1,"unknown":[]}""", (await server.PostAsync("/api/dead-letters/replay", """{ "all": true }""")).ToString());
        Assert.Equal(1, (await server.GetAsync("/api/dead-letters")).Json().GetProperty("total").GetInt32());
        await server.RestartAsync(_ => settings.Clear());
        Assert.Equal("""200 {"replayed":1,"duplicates":0,"failed":0,"unknown":["1"]}""", (await server.PostAsync("/api/dead-letters/replay", """{ "ids": ["1", "2"] }""")).ToString());
        Assert.Equal("""200 {"letters":[],"total":0}""", (await server.GetAsync("/api/dead-letters")).ToString());
        Assert.Equal("""202 {"accepted":0,"duplicates":1,"rejected":[]}""", (await server.PostAsync("/api/interactions", """{ "user": "secret-ann", "item": "a", "type": "view", "id": "i1" }""")).ToString());
        Assert.Contains(Long, (await server.GetAsync("/api/users/secret-ann")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_calls_are_told_all_that_is_wrong()
    {
        Assert.Equal(["$.id: unknown property. Did you mean \"ids\"?", "$.all: must be true. Leave it out, or name letters in \"ids\"."],
            (await server.PostAsync("/api/dead-letters/replay", """{ "id": 1, "all": false }""")).Faults());
        Assert.Equal(["$: must have either \"ids\" or \"all\". Write { \"ids\": [\"1\"] }, or { \"all\": true }."], (await server.PostAsync("/api/dead-letters/replay", "{}")).Faults());
        Assert.Equal(400, (await server.PostAsync("/api/dead-letters/replay", """{ "ids": ["1"], "all": true }""")).Status);
        Assert.Equal(["$.ids: the list is empty. Write at least one."], (await server.PostAsync("/api/dead-letters/replay", """{ "ids": [] }""")).Faults());
        Assert.Equal(415, (await server.PostAsync("/api/dead-letters/replay", "{}", "text/plain")).Status);
        Assert.Equal(["after: is the id of no letter. Give what the page before has as \"next\"."], (await server.GetAsync("/api/dead-letters?after=x")).Faults());
        Assert.Equal(["befor: unknown parameter. Known: after."], (await server.GetAsync("/api/dead-letters?befor=1")).Faults());
    }

    [GeneratedRegex("(\"(?:at|detail)\":\")[^\"]*\"")]
    private static partial Regex Varying();
}
