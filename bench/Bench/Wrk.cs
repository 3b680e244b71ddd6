using System.Globalization;

namespace Reco.Bench;

/// <summary>What one round measured.</summary>
/// <param name="PerSecond">Requests answered per second.</param>
/// <param name="P50">Median latency under full load, in ms.</param>
/// <param name="P99">In ms.</param>
/// <param name="Errors">Failed requests; a round with any is worth nothing.</param>
internal sealed record Round(double PerSecond, double P50, double P99, int Errors);

/// <summary>Closed-loop load: 20 connections, each asking again as soon as it was answered.</summary>
internal static class Wrk
{
    /// <param name="core">Where the load generator runs.</param>
    /// <param name="address">Scheme, host and port.</param>
    /// <param name="path">With two <c>%d</c>: a person and an item.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="seed">Whom it asks for.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<Round> RunAsync(string core, Uri address, string path, int seconds, int seed, CancellationToken cancel)
    {
        var output = await Child.RunAsync("taskset",
            ["-c", core, "wrk", "-t1", "-c20", $"-d{seconds}s", "-s", Path.Combine(Paths.Root, "bench", "wrk.lua"), address.ToString()],
            new Dictionary<string, string>
            {
                ["RECO_PATH"] = path,
                ["RECO_USERS"] = $"{World.Users}",
                ["RECO_ITEMS"] = $"{World.Items}",
                ["RECO_SEED"] = $"{seed}",
            }, cancel);
        var figures = output.Split('\n').Single(line => line.StartsWith("FIGURES ", StringComparison.Ordinal)).Split(' ')[1..];
        return new Round(Number(figures[0]), Number(figures[1]), Number(figures[2]), (int)Number(figures[3]));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
