using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Reco.Functions.Tests.Http;

/// <summary>Bodies that break off, are wrapped, or come from another system.</summary>
public class HostileBodyTests(Shop shop) : IClassFixture<Shop>
{
    private const string Lines = "application/x-ndjson";

    [Fact]
    public async Task A_compressed_body_is_415() => Assert.Equal(
        """415 {"title":"Unsupported Media Type","status":415,"detail":"Send the body as it is, without Content-Encoding."}""",
        (await shop.PutAsync("/api/items", "not gzip", "application/json", ("Content-Encoding", "gzip"))).ToString());

    [Theory]
    [InlineData("\uFEFF{\"id\":\"h1\"}", "application/json")]
    [InlineData("\uFEFF{\"id\":\"h1\"}\r\n\r\n", Lines)]
    public async Task A_byte_order_mark_and_lines_of_Windows_are_read(string body, string type) =>
        Assert.Equal("""200 {"accepted":1,"rejected":[]}""", (await shop.PutAsync("/api/items", body, type)).ToString());

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public async Task An_id_that_no_address_can_say_is_refused(string id) =>
        Assert.Contains($"must not be \\\"{id}\\\"", (await shop.PutAsync("/api/items", $$"""{"id":"{{id}}"}""")).Body);

    [Fact]
    public async Task A_row_nested_too_deeply_costs_no_other()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 100)) + string.Concat(Enumerable.Repeat("]", 100));
        Assert.Equal(
            """207 {"accepted":1,"rejected":[{"index":0,"errors":[{"path":"$","problem":"nested deeper than 32 levels"}]}]}""",
            (await shop.PutAsync("/api/items", $$"""[{"id":"d","a":{{deep}}},{"id":"h2"}]""")).ToString());
    }

    [Fact]
    public async Task An_upload_that_is_given_up_leaves_the_connection_usable()
    {
        // More faults than are told end the reading early; the rest of the body is still on its way.
        var body = string.Concat(Enumerable.Repeat("{}\n", 100_000));
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, shop.Client.BaseAddress!.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"PUT /api/relations/given-up HTTP/1.1\r\nHost: localhost\r\nContent-Type: {Lines}\r\nContent-Length: {body.Length}\r\n\r\n{body}GET /api/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        using var answers = new StreamReader(client.GetStream());
        var text = await answers.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 400 Bad Request", text, StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 200 OK", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_that_breaks_off_switches_nothing()
    {
        Assert.Equal(200, (await shop.PutAsync("/api/relations/goes-with", """{"key":"apple","related":[{"id":"banana","score":1}]}""", Lines)).Status);
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(IPAddress.Loopback, shop.Client.BaseAddress!.Port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"PUT /api/relations/goes-with HTTP/1.1\r\nHost: localhost\r\nContent-Type: {Lines}\r\nContent-Length: 100000\r\n\r\n" + """{"key":"apple","related":[{"id":"durian","score":1}]}""" + "\n"));
        }
        // The next write waits its turn behind what is left of the broken one.
        Assert.Equal(200, (await shop.PatchAsync("/api/relations/goes-with", """{"key":"banana","related":[{"id":"apple","score":1}]}""")).Status);
        Assert.Equal(["banana"], (await shop.GetAsync("/api/recommend/grocery/goes-with?user=u1&item=apple")).Ids());
    }

    [Fact]
    public async Task An_empty_catalog_is_no_catalog() =>
        Assert.Equal(["catalog: must not be empty. Leave it out, or name one."], (await shop.PutAsync("/api/items?catalog=", """{"id":"a"}""")).Faults());
}
