using System.Diagnostics;

namespace Reco.Bench;

/// <summary>A process that the benchmark started, on cores of its own; ended with the benchmark.</summary>
internal sealed class Child : IDisposable
{
    private readonly Process process;

    /// <param name="cores">What <c>taskset -c</c> takes: <c>0</c>, <c>0,1</c>.</param>
    /// <param name="program">What to run.</param>
    /// <param name="arguments">With what.</param>
    /// <param name="environment">And with these variables over the inherited ones.</param>
    public Child(string cores, string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("taskset", ["-c", cores, program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        Name = Path.GetFileName(program);
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        Errors = process.StandardError.ReadToEndAsync();
    }

    private string Name { get; }

    private Task<string> Errors { get; }

    /// <summary>Memory in use; <c>taskset</c> becomes the program, so it is the program's.</summary>
    public long ResidentBytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>Waits until an address answers with success, for as long as a slow machine may need.</summary>
    public async Task<HttpClient> ReadyAsync(Uri address, string path, CancellationToken cancel)
    {
        var client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(100) };
        for (var attempt = 0; attempt < 600; attempt++)
        {
            if (process.HasExited) throw new InvalidOperationException($"{Name} ended with {process.ExitCode}: {await Errors}");
            try
            {
                using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), cancel);
                if (answer.IsSuccessStatusCode) return client;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(100, cancel);
        }
        throw new TimeoutException($"{Name} is not ready after a minute");
    }

    /// <summary>Runs a program to its end and gives what it wrote; a failure says what.</summary>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        var errors = process.StandardError.ReadToEndAsync(cancel);
        var output = await process.StandardOutput.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {process.ExitCode} {output}{await errors}");
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.WaitForExit(5_000);
        process.Dispose();
    }
}
