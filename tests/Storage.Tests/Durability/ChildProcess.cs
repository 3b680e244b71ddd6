using System.Diagnostics;
using System.Globalization;

namespace Reco.Storage.Tests.Durability;

/// <summary>This assembly as a second process: a real one, since locks and kills are the operating system's.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process process;

    private ChildProcess(Process process) => this.process = process;

    /// <summary>Starts it and waits until it has opened the folder.</summary>
    public static ChildProcess Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardInput = true };
        foreach (var argument in (string[])["exec", typeof(ChildProcess).Assembly.Location, .. arguments]) start.ArgumentList.Add(argument);
        var child = new ChildProcess(Process.Start(start)!);
        var first = child.process.StandardOutput.ReadLine();
        Assert.True(first?.StartsWith("open ", StringComparison.Ordinal), $"the child said {first}");
        return child;
    }

    /// <summary>Kills it as a failing machine would, and gives the last number that it acknowledged of each kind.</summary>
    public Dictionary<string, int> Kill()
    {
        process.Kill();
        var last = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in process.StandardOutput.ReadToEnd().Split('\n'))
        {
            // The kill may have cut the last line short.
            if (line.Split(' ') is [var what, var n] && int.TryParse(n, CultureInfo.InvariantCulture, out var number) && number > last.GetValueOrDefault(what)) last[what] = number;
        }
        process.WaitForExit();
        return last;
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }
}
