using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Reco.Cli.Terminals;

namespace Reco.Cli.Evaluate;

/// <summary>A server that lives as long as an evaluation: a process of its own on a free port, with a data folder that is removed afterwards.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);
    private readonly Process process;
    private readonly string folder;
    private readonly Queue<string> lastLines = new();

    private ServerProcess(Process process, string folder, string url) => (this.process, this.folder, Url) = (process, folder, url);

    public string Url { get; }

    /// <summary>The server's executable: what was asked for, RECO_SERVER, beside this one, or where this repository builds it.</summary>
    public static string Find(string? asked, Terminal terminal)
    {
        if ((asked ?? terminal.Environment("RECO_SERVER")) is { Length: > 0 } named) return File.Exists(named) ? named : throw CliException.Usage($"{named}: there is no such file.");
        var name = OperatingSystem.IsWindows() ? "reco-functions.exe" : "reco-functions";
        var here = AppContext.BaseDirectory;
        // artifacts/bin/Cli/debug/ → artifacts/bin/Functions/debug/
        var built = Path.Combine(here, "..", "..", "Functions", Path.GetFileName(here.TrimEnd(Path.DirectorySeparatorChar)), name);
        return new[] { Path.Combine(here, name), built }.FirstOrDefault(File.Exists) is { } found
            ? Path.GetFullPath(found)
            : throw new CliException("The server (reco-functions) was not found. Build it, name it by --server-path, or give a running one by --server.");
    }

    /// <summary>Starts it and waits until it is ready.</summary>
    public static async Task<ServerProcess> StartAsync(string executable, IReadOnlyDictionary<string, string> limits, Terminal terminal, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("reco-evaluation-").FullName;
        var url = $"http://localhost:{FreePort()}";
        var start = new ProcessStartInfo(executable) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (var inherited in start.Environment.Keys.Where(k => k.StartsWith("Reco__", StringComparison.OrdinalIgnoreCase)).ToList()) start.Environment.Remove(inherited);
        start.Environment.Remove("FUNCTIONS_CUSTOMHANDLER_PORT");
        start.Environment["ASPNETCORE_URLS"] = url;
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        start.Environment["Reco__DataFolder"] = Path.Combine(folder, "data");
        start.Environment["Reco__Demo"] = "false";
        foreach (var (name, value) in limits) start.Environment[$"Reco__Limits__{name}"] = value;

        var server = new ServerProcess(Process.Start(start) ?? throw new CliException($"{executable} can't be started."), folder, url);
        server.Listen();
        try
        {
            await server.ReadyAsync(terminal.Clock, cancel);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task ReadyAsync(TimeProvider clock, CancellationToken cancel)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var started = clock.GetTimestamp();
        while (clock.GetElapsedTime(started) < StartTime)
        {
            if (process.HasExited)
            {
                // Only this waits for the last lines of its output as well.
                await process.WaitForExitAsync(cancel);
                throw new CliException($"The server stopped at its start:\n{Said()}");
            }
            try
            {
                using var health = await http.GetAsync(new Uri($"{Url}/api/health"), cancel);
                if (health.IsSuccessStatusCode) return;
            }
            catch (Exception fault) when (fault is HttpRequestException || (fault is OperationCanceledException && !cancel.IsCancellationRequested))
            {
                // Not listening yet.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(100), clock, cancel);
        }
        throw new CliException($"The server was not ready after {StartTime.TotalSeconds} s:\n{Said()}");
    }

    private void Listen()
    {
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (lastLines)
        {
            lastLines.Enqueue(line);
            if (lastLines.Count > 30) lastLines.Dequeue();
        }
    }

    private string Said()
    {
        lock (lastLines) return string.Join('\n', lastLines);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
