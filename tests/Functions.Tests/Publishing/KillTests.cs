using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Xunit.Abstractions;

namespace Reco.Functions.Tests.Publishing;

/// <summary>
/// The server is killed under load, again and again, while two clients post batches and send a batch that was not acknowledged once more. In the end every row
/// counts exactly once: histories, <c>did</c> and popularity are those of a recount of what the clients sent.
/// </summary>
public sealed class KillTests(PublishedApp published, ITestOutputHelper output) : IClassFixture<PublishedApp>, IDisposable
{
    private const int Items = 20, People = 40, BatchRows = 50, Clients = 2;

    /// <summary>So many kills; more of them with this variable.</summary>
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("RECO_TEST_KILLS") ?? "4", CultureInfo.InvariantCulture);

    private readonly string work = Directory.CreateTempSubdirectory("reco-kill-").FullName;
    private readonly string url = $"http://127.0.0.1:{HandlerProcess.FreePort()}";
    private readonly long firstMs = DateTimeOffset.UtcNow.AddHours(-2).ToUnixTimeMilliseconds();
    private readonly ConcurrentBag<Sent> acknowledged = [];
    private int retried, next;

    private sealed record Sent(int User, int Item, long AtMs);

    public void Dispose() => Directory.Delete(work, recursive: true);

    [Fact]
    public async Task Every_row_counts_once_however_often_the_server_is_killed()
    {
        var random = new Random(20_240_303);
        using var ending = new CancellationTokenSource();
        var clients = Array.Empty<Task>();
        for (var round = 0; round <= Kills; round++)
        {
            await using var server = HandlerProcess.Start(published.Executable, [], work,
                ("ASPNETCORE_ENVIRONMENT", "Production"), ("ASPNETCORE_URLS", url), ("Reco__Limits__History", "1000000"), ("Logging__LogLevel__Default", "Warning"));
            await server.UntilAsync($"{url}/api/health", s => s == HttpStatusCode.OK);
            if (round == 0)
            {
                await FillAsync(server.Client);
                clients = [.. Enumerable.Range(0, Clients).Select(c => Task.Run(() => PostAsync(c, ending.Token)))];
            }
            if (round < Kills)
            {
                await Task.Delay(random.Next(50, 1_000));
                server.Kill();
                await server.ExitAsync();
                continue;
            }
            await ending.CancelAsync();
            await Task.WhenAll(clients);
            await CheckAsync(server.Client);
            output.WriteLine($"{acknowledged.Count} rows, {Kills} kills, {retried} refused or broken posts");
        }
    }

    private async Task FillAsync(HttpClient http)
    {
        await SendAsync(http, HttpMethod.Put, "items", $"[{string.Join(',', Enumerable.Range(0, Items).Select(i => $$"""{"id":"i{{i}}"}"""))}]");
        await SendAsync(http, HttpMethod.Put, "rules/shop/popular", """{ "service": "shop", "name": "popular", "candidates": [ { "popular": "7d" } ], "rank": { "score": "@item.popularity" }, "limit": 100, "fields": ["id"] }""");
        await SendAsync(http, HttpMethod.Put, "rules/shop/new", """{ "service": "shop", "name": "new", "needs": ["user"], "candidates": [ { "popular": "7d" } ], "filters": [ { "drop": "@user.did('view', item.id)" } ], "limit": 100, "fields": ["id"] }""");
    }

    /// <summary>Posts batch after batch until it is told to end, each until it is acknowledged.</summary>
    private async Task PostAsync(int client, CancellationToken ending)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        var random = new Random(client);
        while (!ending.IsCancellationRequested)
        {
            // Nobody views the half of the items that is not theirs, so that did has something to tell apart.
            var rows = Enumerable.Range(0, BatchRows).Select(_ => random.Next(People)).Select(user => new Sent(user, (user + random.Next(Items / 2)) % Items, firstMs + Interlocked.Increment(ref next))).ToList();
            var body = $"[{string.Join(',', rows.Select(r => $$"""{"id":"{{r.AtMs}}","user":"u{{r.User}}","item":"i{{r.Item}}","type":"view","at":"{{DateTimeOffset.FromUnixTimeMilliseconds(r.AtMs):O}}"}"""))}]";
            while (true)
            {
                try
                {
                    await SendAsync(http, HttpMethod.Post, "interactions", body);
                    break;
                }
                catch (Exception broken) when (broken is HttpRequestException or TaskCanceledException)
                {
                    Interlocked.Increment(ref retried);
                    await Task.Delay(20, CancellationToken.None);
                }
            }
            foreach (var row in rows) acknowledged.Add(row);
        }
    }

    private async Task CheckAsync(HttpClient http)
    {
        Assert.True(retried > 0);
        for (var user = 0; user < People; user++)
        {
            var mine = acknowledged.Where(r => r.User == user).OrderByDescending(r => r.AtMs).Select(r => $"i{r.Item} {r.AtMs}");
            var known = await GetAsync(http, $"users/u{user}");
            Assert.Equal(mine, known.GetProperty("history").GetProperty("view").EnumerateArray().Select(e => $"{e.GetProperty("item").GetString()} {e.GetProperty("at").GetDateTimeOffset().ToUnixTimeMilliseconds()}"));
            var unseen = Enumerable.Range(0, Items).Except(acknowledged.Where(r => r.User == user).Select(r => r.Item)).Select(i => $"i{i}");
            var page = await GetAsync(http, $"recommend/shop/new?user=u{user}");
            Assert.Equal(unseen.Order(StringComparer.Ordinal), page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()).Order(StringComparer.Ordinal));
        }
        // Counts decay, so that the server's lie between the recounts of the moments before and after it was asked.
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var popular = await GetAsync(http, "preview/shop/popular");
        var after = DateTimeOffset.UtcNow.AddMilliseconds(1).ToUnixTimeMilliseconds();
        var scores = popular.GetProperty("explain").GetProperty("items").EnumerateArray().ToDictionary(i => i.GetProperty("id").GetString()!, i => i.GetProperty("score").GetDouble());
        foreach (var item in acknowledged.GroupBy(r => r.Item)) Assert.InRange(scores[$"i{item.Key}"], Recount(item, after) * (1 - 1e-9), Recount(item, before) * (1 + 1e-9));
    }

    private static double Recount(IEnumerable<Sent> rows, long nowMs) => rows.Sum(r => Math.Pow(0.5, (nowMs - r.AtMs) / TimeSpan.FromDays(7).TotalMilliseconds));

    private async Task<JsonElement> GetAsync(HttpClient http, string path)
    {
        using var json = JsonDocument.Parse(await http.GetStringAsync($"{url}/api/{path}"));
        return json.RootElement.Clone();
    }

    private async Task SendAsync(HttpClient http, HttpMethod method, string path, string body)
    {
        using var request = new HttpRequestMessage(method, $"{url}/api/{path}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }
}
