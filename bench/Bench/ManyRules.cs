using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Reco.Domain;
using Reco.Domain.Interactions;
using Reco.Domain.Rules;
using Reco.Domain.Rules.Testing;

namespace Reco.Bench;

/// <summary>What many rules cost beside ten: the start, the memory, the look-up of a rule, a whole request, and one changed rule until it serves.</summary>
internal static class ManyRules
{
    private const int Few = 10, Rounds = 5, WarmUp = 20, Changes = 100, Finds = 2_000_000;

    public static async Task<(IReadOnlyList<string> Lines, IReadOnlyDictionary<string, double> Figures)> RunAsync(int many, CancellationToken cancel)
    {
        using var few = await StartAsync(Few, 7174, cancel);
        using var all = await StartAsync(many, 7175, cancel);
        var (fewRounds, allRounds) = (new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            var (one, other) = (await RequestAsync(few.Server.Client, cancel), await RequestAsync(all.Server.Client, cancel));
            if (round == 0) continue;
            fewRounds.Add(one);
            allRounds.Add(other);
        }
        var (fewRequest, allRequest) = (Middle(fewRounds), Middle(allRounds));
        var (fewChanges, allChanges) = (await ChangeAsync(few.Server.Client, Few, cancel), await ChangeAsync(all.Server.Client, many, cancel));
        var (same, spread) = Find(many);
        var perRule = (all.Bytes - few.Bytes) / (many - Few);
        return ([
            $"{"",-34}{$"{Few} rules",14}{$"{many:N0} rules",14}",
            $"{"start to ready, s",-34}{few.Seconds,14:F2}{all.Seconds,14:F2}   {(all.Seconds - few.Seconds) / (many - Few) * 1e3:F2} ms a rule",
            $"{"resident memory after it, MB",-34}{few.Bytes / 1e6,14:F0}{all.Bytes / 1e6,14:F0}   {perRule / 1e3:F1} KB a rule",
            $"{"one changed rule serves, ms p50",-34}{Middle(fewChanges),14:F1}{Middle(allChanges),14:F1}",
            $"{"one changed rule serves, ms p90",-34}{fewChanges[Changes * 9 / 10],14:F1}{allChanges[Changes * 9 / 10],14:F1}",
            $"{"one changed rule serves, ms most",-34}{fewChanges[^1],14:F1}{allChanges[^1],14:F1}",
            $"{"a request, µs (one at a time)",-34}{fewRequest,14:F0}{allRequest,14:F0}   ratio {allRequest / fewRequest:F2}",
            $"{"look-up of one rule",-34}{"",28}   ratio {same:F2}",
            $"{"look-up of ever another rule, ns",-34}{spread.Few,14:F0}{spread.Many,14:F0}",
        ], new Dictionary<string, double>
        {
            ["startSeconds"] = all.Seconds,
            ["bytesPerRule"] = perRule,
            ["changeP50Ms"] = Middle(allChanges),
            ["changeMostMs"] = allChanges[^1],
            ["requestRatio"] = allRequest / fewRequest,
            ["findRatio"] = same,
        });
    }

    private static double Middle(List<double> figures) => figures.Order().ElementAt(figures.Count / 2);

    private sealed record Started(RecoServer Server, double Seconds, double Bytes) : IDisposable
    {
        public void Dispose() => Server.Dispose();
    }

    /// <summary>A server that was filled with so many rules and started again.</summary>
    private static async Task<Started> StartAsync(int rules, int port, CancellationToken cancel)
    {
        using var loaded = await RecoServer.StartAsync("0,1", cancel);
        for (var i = 1; i < rules; i++) await PutAsync(loaded.Client, i, "", cancel);
        var began = Stopwatch.GetTimestamp();
        var server = await loaded.AgainAsync("0,1", new Dictionary<string, string>(), cancel, port);
        return new Started(server, Stopwatch.GetElapsedTime(began).TotalSeconds, server.ResidentBytes);
    }

    /// <summary>Times from a PUT to its answer, when it serves, in ms and in order: each of another rule.</summary>
    private static async Task<List<double>> ChangeAsync(HttpClient server, int rules, CancellationToken cancel)
    {
        var changes = new List<double>();
        for (var i = -WarmUp; i < Changes; i++)
        {
            var change = Stopwatch.GetTimestamp();
            await PutAsync(server, 1 + ((i + WarmUp) % (rules - 1)), $"change {i}", cancel);
            if (i >= 0) changes.Add(Stopwatch.GetElapsedTime(change).TotalMilliseconds);
        }
        return [.. changes.Order()];
    }

    /// <summary>The mean time of a request of one round, in µs.</summary>
    private static async Task<double> RequestAsync(HttpClient server, CancellationToken cancel)
    {
        const int Requests = 2_000;
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < Requests; i++) await server.GetByteArrayAsync(new Uri($"api/recommend/bench/related?user=u{i % World.Users}&item=i{i % World.Items}", UriKind.Relative), cancel);
        return Stopwatch.GetElapsedTime(began).TotalMicroseconds / Requests;
    }

    private static async Task PutAsync(HttpClient server, int number, string description, CancellationToken cancel)
    {
        var rule = JsonNode.Parse(World.Rule)!;
        (rule["service"], rule["name"], rule["description"]) = ($"service-{number % 100}", $"rule-{number}", $"{number} {description}");
        using var body = new StringContent(rule.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await server.PutAsync(new Uri($"api/rules/service-{number % 100}/rule-{number}", UriKind.Relative), body, cancel);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"PUT: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancel)}");
    }

    /// <summary>Time of a look-up of the same rule among many rules by that among few, and the times of ever another one, which meets cold memory, in ns; in turns in this process.</summary>
    private static (double Same, (double Few, double Many) Spread) Find(int many)
    {
        using var world = new MemoryWorld(new InteractionTypes(), Limits.Default, TimeProvider.System);
        var rule = new RuleCompiler(world.Rules with { Offline = true })
            .Compile(new StoredRule("bench", "related", 1, Encoding.UTF8.GetBytes("""{ "service": "bench", "name": "related", "candidates": [ { "items": ["a"] } ] }"""))).Value;
        var (small, large) = (Set(rule, Few), Set(rule, many));
        var (same, few, all) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            var ratio = Time(large, Keys(1)) / Time(small, Keys(1));
            var (one, other) = (Time(small, Keys(Few)), Time(large, Keys(many)));
            if (round == 0) continue;
            same.Add(ratio);
            few.Add(one);
            all.Add(other);
        }
        return (Middle(same), (Middle(few), Middle(all)));
    }

    private static RuleSet Set(CompiledRule rule, int count) => RuleSet.Empty.With(Keys(count).Select((key, i) => new StoredRule("service", key[8..], i + 1, rule.Stored.Json)).Select(s => new RuleStatus(s, rule with { Stored = s }, [])));

    private static string[] Keys(int count) => [.. Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"service/rule-{i}"))];

    private static double Time(RuleSet rules, string[] keys)
    {
        // A step without a common divisor with the number of keys visits all of them in an order that memory can't foresee.
        var step = 7_919 % keys.Length;
        var (began, found, at) = (Stopwatch.GetTimestamp(), 0, 0);
        for (var i = 0; i < Finds; i++)
        {
            if (rules.Find(keys[at]) is not null) found++;
            at += step;
            if (at >= keys.Length) at -= keys.Length;
        }
        return found == Finds ? Stopwatch.GetElapsedTime(began).TotalNanoseconds / Finds : throw new InvalidOperationException("A rule was not found.");
    }
}
