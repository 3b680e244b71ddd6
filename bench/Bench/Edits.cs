using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HdrHistogram;

namespace Reco.Bench;

/// <summary>
/// A rule that is edited while it serves: requests at a fixed rate, and beside them PUTs of that rule, one in five of which is wrong and must be refused. Each revision
/// has a page size of its own, so that a page that mixes two, or comes from none, would show.
/// </summary>
internal static class Edits
{
    private const int WrongEvery = 5;

    /// <summary>Page sizes go round in this range, one for each edit.</summary>
    private const int LeastItems = 5, Sizes = 15;

    private sealed record Seen(long Began, long Version);

    public static async Task<Result> RunAsync(HttpClient server, int perSecond, TimeSpan duration, int edits, CancellationToken cancel)
    {
        var (histogram, puts) = (new LongConcurrentHistogram(1, TimeSpan.FromMinutes(1).Ticks, 3), new LongConcurrentHistogram(1, TimeSpan.FromMinutes(1).Ticks, 3));
        var (seen, published, items) = (new ConcurrentBag<Seen>(), new List<(long Version, long Answered)>(), new ConcurrentDictionary<long, int>());
        var pages = new ConcurrentBag<(long Version, int Items)>();
        var (failed, mixed, refused, asking) = (0, 0, 0, new Random(5));
        var first = await PutAsync(server, Document(0), cancel);
        items[first] = LeastItems;
        await RunAsync(perSecond, TimeSpan.FromSeconds(8), record: false);
        var editing = Task.Run(async () =>
        {
            for (var i = 1; i <= edits; i++)
            {
                await Task.Delay(duration / edits, cancel);
                var began = Stopwatch.GetTimestamp();
                if (i % WrongEvery == 0)
                {
                    if (await PutAsync(server, Document(i).Replace("\"limit\"", "\"limt\"", StringComparison.Ordinal), cancel) == 0) refused++;
                    else failed++;
                    continue;
                }
                var version = await PutAsync(server, Document(i), cancel);
                var answered = Stopwatch.GetTimestamp();
                puts.RecordValue(Stopwatch.GetElapsedTime(began, answered).Ticks);
                items[version] = LeastItems + (i % Sizes);
                published.Add((version, answered));
            }
        }, cancel);
        await Task.WhenAll(RunAsync(perSecond, duration, record: true), editing);
        // Counted at the end: a request may see a revision before the PUT's answer is here.
        mixed += pages.Count(page => !items.TryGetValue(page.Version, out var size) || size != page.Items);
        var lastOld = published.Select(p => seen.Where(s => s.Version < p.Version && s.Began > p.Answered).Select(s => Stopwatch.GetElapsedTime(p.Answered, s.Began).TotalMilliseconds).DefaultIfEmpty(0).Max()).DefaultIfEmpty(0).Max();
        double Milliseconds(LongConcurrentHistogram of, double percentile) => of.GetValueAtPercentile(percentile) / (double)TimeSpan.TicksPerMillisecond;
        return new Result(perSecond, seen.Count, published.Count, refused, failed, mixed, lastOld, Milliseconds(puts, 50), Milliseconds(puts, 99), Milliseconds(histogram, 50), Milliseconds(histogram, 99));

        Task RunAsync(int rate, TimeSpan time, bool record) => OpenLoop.Pace(rate, time, async due =>
        {
            var began = Stopwatch.GetTimestamp();
            using var answer = await server.GetAsync(new Uri($"api/recommend/bench/related?user=u{asking.Next(World.Users)}&item=i{asking.Next(World.Items)}", UriKind.Relative), cancel);
            var body = await answer.Content.ReadAsByteArrayAsync(cancel);
            if (!record) return;
            histogram.RecordValue(Math.Max(1, Stopwatch.GetElapsedTime(due).Ticks));
            if (!answer.IsSuccessStatusCode)
            {
                Interlocked.Increment(ref failed);
                return;
            }
            using var page = JsonDocument.Parse(body);
            var version = page.RootElement.GetProperty("version").GetInt64();
            pages.Add((version, page.RootElement.GetProperty("items").GetArrayLength()));
            seen.Add(new(began, version));
        }, () => Interlocked.Increment(ref failed));
    }

    private static string Document(int edit)
    {
        var rule = JsonNode.Parse(World.Rule)!;
        rule["description"] = $"edit {edit}";
        rule["limit"] = LeastItems + (edit % Sizes);
        return rule.ToJsonString();
    }

    /// <summary>The new revision; 0 when the rule was refused for its faults.</summary>
    private static async Task<long> PutAsync(HttpClient server, string rule, CancellationToken cancel)
    {
        using var body = new StringContent(rule, Encoding.UTF8, "application/json");
        using var answer = await server.PutAsync(new Uri("api/rules/bench/related", UriKind.Relative), body, cancel);
        if ((int)answer.StatusCode == 422) return 0;
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"PUT: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancel)}");
        return JsonNode.Parse(await answer.Content.ReadAsByteArrayAsync(cancel))!["version"]!.GetValue<long>();
    }

    /// <summary>What was measured; times in ms.</summary>
    /// <param name="PerSecond">Requests due per second.</param>
    /// <param name="Requests">Requests answered.</param>
    /// <param name="Published">Edits that serve.</param>
    /// <param name="Refused">Wrong edits, all refused.</param>
    /// <param name="Failed">Requests or edits that went wrong.</param>
    /// <param name="Mixed">Pages that are not wholly of one revision that exists.</param>
    /// <param name="LastOldMs">The longest time after a PUT's answer at which a request began that was still answered by an older revision.</param>
    /// <param name="PutP50">Time to the answer of a PUT.</param>
    /// <param name="PutP99">Likewise.</param>
    /// <param name="P50">Latency of requests, from the moment they were due.</param>
    /// <param name="P99">Likewise.</param>
    internal sealed record Result(
        int PerSecond, int Requests, int Published, int Refused, int Failed, int Mixed, double LastOldMs, double PutP50, double PutP99, double P50, double P99);
}
