using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Reco.Functions.Tests.Publishing;

/// <summary>The published executable as a process of its own.</summary>
public sealed class HandlerProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task<string> output, errors;

    private HandlerProcess(Process process) => (this.process, output, errors) = (process, process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());

    public HttpClient Client { get; } = new();

    public int Id => process.Id;

    public static HandlerProcess Start(string program, IEnumerable<string> arguments, string workingDirectory, params (string Name, string? Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = workingDirectory, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new HandlerProcess(Process.Start(start)!);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The status of a GET once anything answers.</summary>
    public async Task<HttpStatusCode> UntilAsync(string url, Func<HttpStatusCode, bool> holds)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                using var response = await Client.GetAsync(url);
                if (holds(response.StatusCode)) return response.StatusCode;
            }
            catch (HttpRequestException) when (i < 300)
            {
                // Not listening yet.
            }
            Assert.True(i < 300, $"{url} does not answer as wanted. {(process.HasExited ? await errors : "")}");
            await Task.Delay(50);
        }
    }

    public void Kill() => process.Kill();

    public async Task<(int Code, string Output, string Errors)> ExitAsync()
    {
        await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token);
        return (process.ExitCode, await output, await errors);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
