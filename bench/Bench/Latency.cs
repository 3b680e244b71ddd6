using System.Diagnostics;
using System.Text;
using HdrHistogram;

namespace Reco.Bench;

/// <summary>
/// Latency at a fixed rate: requests start when they are due, whether or not earlier ones were answered, and each is measured from the moment it was due, so
/// that a stall of the server (or of this program) is felt by every request that it delays. Interactions go in beside them.
/// </summary>
internal static class Latency
{
    private const int InteractionsPerPost = 10;

    /// <param name="server">A ready server.</param>
    /// <param name="perSecond">Requests and, beside them, interactions per second.</param>
    /// <param name="duration">How long is measured, after a fifth of it for warming up.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<Result> RunAsync(HttpClient server, int perSecond, TimeSpan duration, CancellationToken cancel)
    {
        await LoadAsync(server, perSecond, duration / 5, cancel);
        return await LoadAsync(server, perSecond, duration, cancel);
    }

    private static async Task<Result> LoadAsync(HttpClient server, int perSecond, TimeSpan duration, CancellationToken cancel)
    {
        var histogram = new LongConcurrentHistogram(1, TimeSpan.FromMinutes(1).Ticks, 3);
        var errors = 0;
        var (asking, telling) = (new Random(5), new Random(6));
        var questions = OpenLoop.Pace(perSecond, duration, async due =>
        {
            using var answer = await server.GetAsync(new Uri($"api/recommend/bench/related?user=u{asking.Next(World.Users)}&item=i{asking.Next(World.Items)}", UriKind.Relative), cancel);
            if (!answer.IsSuccessStatusCode) Interlocked.Increment(ref errors);
            await answer.Content.LoadIntoBufferAsync(cancel);
            histogram.RecordValue(Math.Max(1, Stopwatch.GetElapsedTime(due).Ticks));
        }, () => Interlocked.Increment(ref errors));
        var interactions = OpenLoop.Pace(perSecond / InteractionsPerPost, duration, async _ =>
        {
            var rows = new StringBuilder();
            for (var i = 0; i < InteractionsPerPost; i++) rows.Append($$"""{"user":"u{{telling.Next(World.Users)}}","item":"i{{telling.Next(World.Items)}}","type":"view"}""").Append('\n');
            using var body = new StringContent(rows.ToString(), Encoding.UTF8, "application/x-ndjson");
            using var answer = await server.PostAsync(new Uri("api/interactions", UriKind.Relative), body, cancel);
            if (!answer.IsSuccessStatusCode) Interlocked.Increment(ref errors);
        }, () => Interlocked.Increment(ref errors));
        await Task.WhenAll(questions, interactions);
        double Milliseconds(double percentile) => histogram.GetValueAtPercentile(percentile) / (double)TimeSpan.TicksPerMillisecond;
        return new Result(perSecond, histogram.TotalCount, Milliseconds(50), Milliseconds(90), Milliseconds(99), Milliseconds(99.9), errors);
    }

    /// <summary>What was measured, in ms.</summary>
    internal sealed record Result(int PerSecond, long Requests, double P50, double P90, double P99, double P999, int Errors);
}
