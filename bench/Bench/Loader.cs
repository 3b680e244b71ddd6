using System.Net.Http.Headers;
using System.Text;

namespace Reco.Bench;

/// <summary>Puts the world into a running server the way its users would: over HTTP, in parts that its limits allow.</summary>
internal static class Loader
{
    public static async Task LoadAsync(HttpClient server, DateTimeOffset now, CancellationToken cancel)
    {
        await SendAsync(server, HttpMethod.Put, "api/catalogs/default", World.Catalog, "application/json", cancel);
        foreach (var rows in World.ItemRows().Chunk(1_000)) await SendAsync(server, HttpMethod.Put, "api/items", Lines(rows), Ndjson, cancel);
        var method = HttpMethod.Put;
        foreach (var rows in World.RelationRows().Chunk(1_000))
        {
            await SendAsync(server, method, "api/relations/related", Lines(rows), Ndjson, cancel);
            method = HttpMethod.Patch;
        }
        foreach (var rows in World.InteractionRows(now).Chunk(1_000)) await SendAsync(server, HttpMethod.Post, "api/interactions", Lines(rows), Ndjson, cancel);
        await SendAsync(server, HttpMethod.Put, "api/rules/bench/related", Encoding.UTF8.GetString(World.Rule), "application/json", cancel);
    }

    private const string Ndjson = "application/x-ndjson";

    private static string Lines(IEnumerable<string> rows) => string.Join('\n', rows);

    private static async Task SendAsync(HttpClient server, HttpMethod method, string path, string body, string type, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(type)) };
        using var answer = await server.SendAsync(request, cancel);
        // 207 would mean that rows were refused: then the figures are of another world.
        if (!answer.IsSuccessStatusCode || (int)answer.StatusCode == 207)
        {
            throw new InvalidOperationException($"{method} {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancel)}");
        }
    }
}
