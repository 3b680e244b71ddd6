using System.Text.Json;

namespace Reco.Functions.Tests.Rules;

public class RuleVersionsTests(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public async Task The_history_tells_who_when_why_and_what_serves()
    {
        var first = await PutAsync("told", 1, ("x-reco-author", "안나"), ("x-reco-comment", "first, 50% more"));
        await shop.DeleteAsync("/api/rules/grocery/told", ("x-reco-author", "ben"));
        var third = await PutAsync("told", 2);
        var reply = await shop.GetAsync("/api/rules/grocery/told/versions");
        var versions = reply.Json().GetProperty("versions").EnumerateArray().ToList();
        Assert.Equal("grocery/told", reply.Json().GetProperty("rule").GetString());
        var deletion = versions[1].GetProperty("revision");
        Assert.Equal(
            [$"{third} digest at deleted=False serving=True", $"{deletion} at author=ben deleted=True serving=False", $"{first} digest at author=안나 comment=first, 50% more deleted=False serving=False"],
            versions.Select(Tell));
        Assert.All(versions, v => Assert.InRange(v.GetProperty("at").GetDateTimeOffset(), TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow()));
        Assert.False(reply.Json().TryGetProperty("next", out _));
        Assert.Equal(404, (await shop.GetAsync("/api/rules/grocery/untold/versions")).Status);
    }

    [Fact]
    public async Task The_history_comes_in_pages()
    {
        for (var i = 0; i < 103; i++) await PutAsync("long", (i % 3) + 1);
        var first = (await shop.GetAsync("/api/rules/grocery/long/versions")).Json();
        var second = (await shop.GetAsync($"/api/rules/grocery/long/versions?before={first.GetProperty("next")}")).Json();
        Assert.Equal((100, 3), (first.GetProperty("versions").GetArrayLength(), second.GetProperty("versions").GetArrayLength()));
        Assert.False(second.TryGetProperty("next", out _));
        Assert.Equal(
            ["before: must be a revision: a whole number from 1. GET /api/rules/{service}/{rule}/versions lists them."], (await shop.GetAsync("/api/rules/grocery/long/versions?before=-1")).Faults());
        Assert.Equal(["befor: unknown parameter. Did you mean \"before\"?"], (await shop.GetAsync("/api/rules/grocery/long/versions?befor=1")).Faults());
    }

    [Fact]
    public async Task A_revision_is_read_as_it_was_written()
    {
        var first = await PutAsync("read", 1);
        Assert.Equal(204, (await shop.DeleteAsync("/api/rules/grocery/read")).Status);
        var deletion = await NewestAsync("read");
        var reply = await shop.GetAsync($"/api/rules/grocery/read/versions/{first}");
        Assert.Equal((200, Rule("read", 1), $"\"{first}\""), (reply.Status, reply.Body, reply.ETag));
        Assert.Equal("304", (await shop.GetAsync($"/api/rules/grocery/read/versions/{first}", ("If-None-Match", $"\"{first}\""))).ToString());
        Assert.Equal(400, (await shop.GetAsync("/api/rules/grocery/read/versions/one")).Status);
        Assert.Contains($"grocery/read has no revision 999999. Its newest is {deletion}.", (await shop.GetAsync("/api/rules/grocery/read/versions/999999")).Body);
        Assert.Contains("There is no rule grocery/raed.", (await shop.GetAsync($"/api/rules/grocery/raed/versions/{first}")).Body);
        Assert.Contains($"Revision {deletion} deleted grocery/read: it has no document.", (await shop.GetAsync($"/api/rules/grocery/read/versions/{deletion}")).Body);
    }

    [Fact]
    public async Task Two_revisions_differ_by_path()
    {
        var (first, second) = (await PutAsync("differ", 1), await PutAsync("differ", 2));
        var third = await PutAsync("differ", 3);
        Assert.Equal(
            $$"""200 {"rule":"grocery/differ","from":{{first}},"to":{{second}},"differences":["$.limit: 1 → 2"]}""",
            (await shop.GetAsync($"/api/rules/grocery/differ/versions/{first}/diff?to={second}")).ToString());
        Assert.Equal(
            $$"""200 {"rule":"grocery/differ","from":{{first}},"to":{{third}},"differences":["$.limit: 1 → 3"]}""", (await shop.GetAsync($"/api/rules/grocery/differ/versions/{first}/diff")).ToString());
        Assert.EndsWith("\"differences\":[]}", (await shop.GetAsync($"/api/rules/grocery/differ/versions/{third}/diff")).Body);
        Assert.Equal(404, (await shop.GetAsync($"/api/rules/grocery/differ/versions/{first}/diff?to=999999")).Status);
        await shop.DeleteAsync("/api/rules/grocery/differ");
        Assert.Contains("No revision of grocery/differ serves now. Name one with ?to=.", (await shop.GetAsync($"/api/rules/grocery/differ/versions/{first}/diff")).Body);
    }

    [Fact]
    public async Task A_rollback_serves_the_old_document_under_a_new_revision()
    {
        var (first, second) = (await PutAsync("back", 1), await PutAsync("back", 2));
        var reply = await RollbackAsync("back", first, ("If-Match", $"\"{second}\""), ("x-reco-author", "ann"));
        var third = reply.Json().GetProperty("version").GetInt64();
        Assert.Equal((200, $"\"{third}\"", true), (reply.Status, reply.ETag, third > second));
        Assert.Single((await shop.GetAsync("/api/recommend/grocery/back")).Ids());
        Assert.Equal(Rule("back", 1), (await shop.GetAsync("/api/rules/grocery/back")).Body);
        Assert.EndsWith($"author=ann comment=rollback to {first} deleted=False serving=True", Tell((await shop.GetAsync("/api/rules/grocery/back/versions")).Json().GetProperty("versions")[0]));
        Assert.Equal(412, (await RollbackAsync("back", first, ("If-Match", $"\"{second}\""))).Status);
        Assert.Equal(404, (await RollbackAsync("back", 999_999)).Status);
        Assert.Equal(404, (await RollbackAsync("nobody", first)).Status);
        Assert.Equal(["$.tu: unknown property. Did you mean \"to\"?", "$.to: is missing. Name the revision to go back to."], (await shop.PostAsync("/api/rules/grocery/back/rollback", """{"tu":1}""")).Faults());
        Assert.Equal(400, (await shop.PostAsync("/api/rules/grocery/back/rollback", """{"to":1.5}""")).Status);
        Assert.Equal(400, (await shop.PostAsync("/api/rules/grocery/back/rollback", "[]")).Status);
        Assert.Equal(415, (await shop.PostAsync("/api/rules/grocery/back/rollback", "{}", "text/plain")).Status);
    }

    [Fact]
    public async Task A_deleted_rule_comes_back_but_a_deletion_does_not()
    {
        var first = await PutAsync("gone", 1);
        await shop.DeleteAsync("/api/rules/grocery/gone");
        var deletion = await NewestAsync("gone");
        Assert.Equal(201, (await RollbackAsync("gone", first)).Status);
        var reply = await RollbackAsync("gone", deletion);
        Assert.Equal(422, reply.Status);
        Assert.Equal([$"$.to: revision {deletion} is a deletion. To delete the rule, call DELETE /api/rules/grocery/gone."], reply.Faults());
        Assert.Single((await shop.GetAsync("/api/recommend/grocery/gone")).Ids());
    }

    [Theory]
    [InlineData("x-reco-author", 257, "is 257 bytes long. Give at most 256.")]
    [InlineData("x-reco-comment", 1025, "is 1025 bytes long. Give at most 1024.")]
    public async Task Notes_are_bounded(string header, int length, string problem)
    {
        Assert.Equal([$"{header}: {problem}"], (await shop.PutAsync("/api/rules/grocery/noted", Rule("noted", 1), headers: (header, new string('x', length)))).Faults());
        Assert.Equal([$"{header}: has a control character. Write it on one line, without tabs."], (await shop.PutAsync("/api/rules/grocery/noted", Rule("noted", 1), headers: (header, "a\tb"))).Faults());
        Assert.Equal(404, (await shop.GetAsync("/api/rules/grocery/noted")).Status);
        Assert.True((await shop.PutAsync("/api/rules/grocery/noted-well", Rule("noted-well", 1), headers: (header, new string('x', length - 1)))).Status is 200 or 201);
    }

    [Fact]
    public async Task Of_rollbacks_and_changes_of_one_revision_one_wins()
    {
        var first = await PutAsync("raced", 1);
        var second = await PutAsync("raced", 2);
        var match = ("If-Match", $"\"{second}\"");
        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? RollbackAsync("raced", first, match) : shop.PutAsync("/api/rules/grocery/raced", Rule("raced", 3), headers: match)));
        Assert.Equal((1, 19), (replies.Count(r => r.Status == 200), replies.Count(r => r.Status == 412)));
        var winner = replies.Single(r => r.Status == 200);
        Assert.Equal(winner.ETag, (await shop.GetAsync("/api/rules/grocery/raced")).ETag);
        Assert.Equal(3, (await shop.GetAsync("/api/rules/grocery/raced/versions")).Json().GetProperty("versions").GetArrayLength());
    }

    private static string Rule(string name, int limit) => RuleStatusTests.Rule(name, limit);

    private async Task<long> PutAsync(string name, int limit, params (string, string)[] headers) =>
        (await shop.PutAsync($"/api/rules/grocery/{name}", Rule(name, limit), headers: headers)).Json().GetProperty("version").GetInt64();

    private Task<Reply> RollbackAsync(string name, long to, params (string, string)[] headers) => shop.PostAsync($"/api/rules/grocery/{name}/rollback", $$"""{"to":{{to}}}""", headers: headers);

    private async Task<long> NewestAsync(string name) => (await shop.GetAsync($"/api/rules/grocery/{name}/versions")).Json().GetProperty("versions")[0].GetProperty("revision").GetInt64();

    /// <summary>A revision of a list in one line; digest and time only by their presence.</summary>
    private static string Tell(JsonElement version) => string.Join(' ', version.EnumerateObject().OrderBy(p => Order.IndexOf(p.Name)).Select(p =>
        p.Name switch { "revision" => $"{p.Value}", "digest" or "at" => p.Name, _ => $"{p.Name}={p.Value}" }));

    private static readonly List<string> Order = ["revision", "digest", "at", "author", "comment", "deleted", "serving"];
}
