using System.Diagnostics;
using System.Net;

namespace Reco.Functions.Tests.Publishing;

public sealed class HandlerTests(PublishedApp published) : IClassFixture<PublishedApp>, IDisposable
{
    private readonly string work = Directory.CreateTempSubdirectory("reco-handler-").FullName;

    [Fact]
    public async Task Behind_the_host_only_its_port_is_bound_and_keys_are_the_hosts_business()
    {
        var (port, other) = (HandlerProcess.FreePort(), HandlerProcess.FreePort());
        await using var handler = Start(("FUNCTIONS_CUSTOMHANDLER_PORT", $"{port}"), ("ASPNETCORE_URLS", $"http://127.0.0.1:{other}"), ("Reco__Keys__Rules", "0123456789abcdef"));
        Assert.Equal(HttpStatusCode.OK, await handler.UntilAsync($"http://127.0.0.1:{port}/", _ => true));
        Assert.Equal("", await handler.Client.GetStringAsync($"http://127.0.0.1:{port}/"));
        await handler.UntilAsync($"http://127.0.0.1:{port}/api/health", s => s == HttpStatusCode.OK);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}/api/rules") { Headers = { Host = "reco.azurewebsites.net" } };
        Assert.Equal(HttpStatusCode.OK, (await handler.Client.SendAsync(request)).StatusCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => handler.Client.GetAsync($"http://127.0.0.1:{other}/"));
    }

    [Fact]
    public async Task What_was_answered_survives_a_kill()
    {
        var port = HandlerProcess.FreePort();
        var api = $"http://127.0.0.1:{port}/api";
        await using (var first = Start(("FUNCTIONS_CUSTOMHANDLER_PORT", $"{port}")))
        {
            await first.UntilAsync($"{api}/health", s => s == HttpStatusCode.OK);
            using var rule = Json("""{ "service": "s", "name": "r", "candidates": [ { "items": ["a"] } ] }""");
            Assert.Equal(HttpStatusCode.Created, (await first.Client.PutAsync($"{api}/rules/s/r", rule)).StatusCode);
            using var item = Json("""{ "id": "a" }""");
            Assert.Equal(HttpStatusCode.OK, (await first.Client.PutAsync($"{api}/items", item)).StatusCode);
            using var click = Json("""{ "user": "u", "item": "a", "type": "click" }""");
            Assert.Equal(HttpStatusCode.Accepted, (await first.Client.PostAsync($"{api}/interactions", click)).StatusCode);
            first.Kill();
            await first.ExitAsync();
        }
        await using var second = Start(("FUNCTIONS_CUSTOMHANDLER_PORT", $"{port}"));
        await second.UntilAsync($"{api}/health", s => s == HttpStatusCode.OK);
        Assert.Contains("""[{"id":"a"}]""", await second.Client.GetStringAsync($"{api}/recommend/s/r"));
        Assert.Contains("\"click\"", await second.Client.GetStringAsync($"{api}/users/u"));
    }

    [Fact]
    public async Task An_orphan_ends()
    {
        if (OperatingSystem.IsWindows()) return;
        var port = HandlerProcess.FreePort();
        await using var host = HandlerProcess.Start("/bin/sh", ["-c", "\"$0\" >/dev/null 2>&1 & echo $! > child; wait", published.Executable], work, Environment(("FUNCTIONS_CUSTOMHANDLER_PORT", $"{port}")));
        await host.UntilAsync($"http://127.0.0.1:{port}/api/health", s => s == HttpStatusCode.OK);
        using var child = Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(Path.Combine(work, "child"))));
        host.Kill();
        await child.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(15)).Token);
        // The folder is free again.
        await using var next = Start(("FUNCTIONS_CUSTOMHANDLER_PORT", $"{port}"));
        await next.UntilAsync($"http://127.0.0.1:{port}/api/health", s => s == HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_folder_in_use_is_told_in_a_line()
    {
        var port = HandlerProcess.FreePort();
        await using var first = Start(("FUNCTIONS_CUSTOMHANDLER_PORT", $"{port}"));
        await first.UntilAsync($"http://127.0.0.1:{port}/api/health", s => s == HttpStatusCode.OK);
        await using var second = Start(("ASPNETCORE_URLS", "http://127.0.0.1:0"));
        var (code, _, errors) = await second.ExitAsync();
        Assert.Equal(1, code);
        Assert.Equal($"Reco can't start: The data folder {Path.Combine(work, "data")} is in use by another process. Stop that process, or give this one a folder of its own (Reco__DataFolder).\n", errors);
    }

    [Fact]
    public async Task Wrong_settings_are_told_all_at_once()
    {
        await using var process = Start(("Reco__Limits__Takee", "5"), ("Reco__Redis__ConnectionString", "x"));
        var (code, _, errors) = await process.ExitAsync();
        Assert.Equal(1, code);
        Assert.Equal(
            "Reco can't start: Reco__Redis: this version serves from the embedded store only. Remove the settings that begin with Reco__Redis__.\n" +
            "Reco__Limits__Takee: unknown limit. Did you mean \"Take\"?\n", errors);
    }

    [Fact]
    public async Task An_address_in_use_is_told_in_a_line()
    {
        using var taken = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";
        await using var process = Start(("ASPNETCORE_URLS", address));
        var (code, output, errors) = await process.ExitAsync();
        Assert.Equal(1, code);
        Assert.Equal($"Reco can't start: Failed to bind to address {address}: address already in use. Stop the other program, or choose another address with --urls.\n", errors);
        Assert.DoesNotContain("ready", output, StringComparison.OrdinalIgnoreCase);
    }

    public void Dispose() => Directory.Delete(work, recursive: true);

    private HandlerProcess Start(params (string, string?)[] environment) => HandlerProcess.Start(published.Executable, [], work, Environment(environment));

    private static (string, string?)[] Environment(params (string, string?)[] environment) => [("ASPNETCORE_ENVIRONMENT", "Production"), .. environment];

    private static StringContent Json(string json) => new(json, System.Text.Encoding.UTF8, "application/json");
}
