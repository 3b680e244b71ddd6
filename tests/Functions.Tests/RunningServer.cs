using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Reco.Functions.Hosting;

namespace Reco.Functions.Tests;

/// <summary>The whole app on a port of its own with a data folder of its own.</summary>
public class RunningServer : IAsyncLifetime
{
    private WebApplication app = null!;

    /// <summary>Further arguments of the command line.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("reco-functions-").FullName;

    public HttpClient Client { get; private set; } = null!;

    public IServiceProvider Services => app.Services;

    public async Task InitializeAsync()
    {
        await StartAsync();
        await SeedAsync();
    }

    /// <summary>Stops the server, lets a test work on the data folder, and starts another one on it.</summary>
    public async Task RestartAsync(Action<string> between)
    {
        Client.Dispose();
        await app.DisposeAsync();
        between(Path.Combine(Folder, "reco.db"));
        await StartAsync();
    }

    private async Task StartAsync()
    {
        app = Program.Build([$"--Reco:DataFolder={Folder}", "--urls=http://127.0.0.1:0", .. Settings]);
        await app.StartAsync();
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 }) { BaseAddress = new Uri(app.Urls.First()) };
        var readiness = app.Services.GetRequiredService<Readiness>();
        for (var i = 0; !readiness.IsReady && i < 600; i++) await Task.Delay(50);
        Assert.Null(app.Services.GetRequiredService<StartUp>().Failure);
        Assert.True(readiness.IsReady);
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>What the tests of a class start from.</summary>
    protected virtual Task SeedAsync() => Task.CompletedTask;

    public async Task<Reply> SendAsync(HttpMethod method, string path, string? body = null, string type = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            if (type.Length > 0) request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }
        foreach (var (name, value) in headers)
        {
            if (name == "Host") request.Headers.Host = value;
            else if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content!.Headers.TryAddWithoutValidation(name, value);
        }
        using var response = await Client.SendAsync(request);
        return new Reply(
            (int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType?.ToString(), response.Headers.ETag?.ToString(),
            response.Headers.RetryAfter?.ToString());
    }

    public Task<Reply> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, "", headers);

    public Task<Reply> PutAsync(string path, string body, string type = "application/json", params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Put, path, body, type, headers);

    public Task<Reply> PatchAsync(string path, string body, string type = "application/json") => SendAsync(HttpMethod.Patch, path, body, type);

    public Task<Reply> PostAsync(string path, string body, string type = "application/json", params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Post, path, body, type, headers);

    public Task<Reply> DeleteAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Delete, path, null, "", headers);
}

/// <summary>What the server answered.</summary>
public sealed record Reply(int Status, string Body, string? Type, string? ETag, string? RetryAfter)
{
    /// <summary>Status and body in one text, so that a test states all of it.</summary>
    public override string ToString() => Body.Length == 0 ? $"{Status}" : $"{Status} {Body}";

    /// <summary>Each fault as <c>path: problem. fix</c>.</summary>
    public string[] Faults()
    {
        using var json = System.Text.Json.JsonDocument.Parse(Body);
        return [.. json.RootElement.GetProperty("errors").EnumerateArray().Select(e =>
            new Domain.Fault(e.GetProperty("path").GetString()!, e.GetProperty("problem").GetString()!, e.TryGetProperty("fix", out var fix) ? fix.GetString()! : "").ToString())];
    }

    /// <summary>Ids of the items on the page.</summary>
    public string[] Ids()
    {
        using var json = System.Text.Json.JsonDocument.Parse(Body);
        return [.. json.RootElement.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()!)];
    }

    public System.Text.Json.JsonElement Json()
    {
        using var json = System.Text.Json.JsonDocument.Parse(Body);
        return json.RootElement.Clone();
    }
}
