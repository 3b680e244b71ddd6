namespace Reco.Functions.Tests.Users;

public class UsersTests(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public async Task A_person_is_known_exported_and_forgotten()
    {
        Assert.Equal("204", (await shop.PutAsync("/api/users/ann%2F1", """{ "ageBand": "30s" }""")).ToString());
        await shop.PostAsync("/api/interactions", """{ "user": "ann/1", "item": "apple", "type": "view", "at": "2026-03-01T12:00:00Z" }""");
        Assert.Equal(
            """200 {"id":"ann/1","catalog":"default","mergedNames":[],"attributes":{"ageBand":"30s"},"history":{"view":[{"item":"apple","at":"2026-03-01T12:00:00+00:00"}]}""" +
            ""","did":{"view":1},"impressions":{"items":0,"times":0},"recentIds":0,"requests":[],"pages":[],"log":[{"user":"ann/1","item":"apple","type":"view","at":"2026-03-01T12:00:00+00:00"}]}""",
            (await shop.GetAsync("/api/users/ann%2F1")).ToString());
        var receipt = await shop.DeleteAsync("/api/users/ann%2F1");
        Assert.Equal((200, "ann/1", true), (receipt.Status, receipt.Json().GetProperty("user").GetString(), receipt.Json().GetProperty("wasKnown").GetBoolean()));
        Assert.Equal(
            """{"attributes":1,"history":{"view":1},"did":{"view":1},"impressions":{"items":0,"times":0},"recentIds":0,"requests":0,"pages":0,"log":1}""",
            receipt.Json().GetProperty("forgotten").GetRawText());
        Assert.Equal("""404 {"title":"Not Found","status":404,"detail":"Nothing is known of this user."}""", (await shop.GetAsync("/api/users/ann%2F1")).ToString());
        Assert.False((await shop.DeleteAsync("/api/users/ann%2F1")).Json().GetProperty("wasKnown").GetBoolean());
    }

    [Fact]
    public async Task Many_are_written_by_lines()
    {
        var reply = await shop.PutAsync("/api/users", "{\"id\":\"m1\",\"a\":1}\n{\"a\":1}\n{\"id\":\"m2\"}\n", "application/x-ndjson");
        Assert.Equal((207, "2"), (reply.Status, reply.Json().GetProperty("accepted").GetRawText()));
        Assert.Equal("""{"a":1}""", (await shop.GetAsync("/api/users/m1")).Json().GetProperty("attributes").GetRawText());
    }

    [Fact]
    public async Task Wrong_attributes_are_told()
    {
        Assert.Equal(400, (await shop.PutAsync("/api/users/x", "[]")).Status);
        Assert.Equal(400, (await shop.PutAsync("/api/users/x", """{ "id": "y" }""")).Status);
        Assert.Equal(415, (await shop.PutAsync("/api/users/x", "{}", "text/plain")).Status);
        Assert.Equal(["id: longer than 256 bytes. Use a shorter one."], (await shop.GetAsync("/api/users/" + new string('x', 257))).Faults());
    }
}
