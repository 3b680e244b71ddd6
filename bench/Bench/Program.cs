// Measures the server next to what it is compared with, and prints ratios: a table for people, then one line of JSON.
//   bench/run.sh throughput [--yardstick FOLDER] [--rounds 5] [--seconds 8]
//   bench/run.sh latency [--rate 2000] [--seconds 30]
//   bench/run.sh edits [--rate 2000] [--seconds 60] [--edits 200]
//   bench/run.sh rules [--rules 10000]
//   bench/run.sh fold [--seconds 20]
//   bench/run.sh replay --data FOLDER
using System.Text.Json;
using Reco.Bench;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
var options = new Options(args);
switch (args.FirstOrDefault())
{
    case "throughput":
        var throughput = await Throughput.RunAsync(options.Text("yardstick"), options.Number("rounds", 5), options.Number("seconds", 8), stop.Token);
        Console.WriteLine($"\n{"median of rounds",-18}{"req/s",10}{"p50 ms",10}{"p99 ms",10}{"reco is",12}");
        foreach (var row in throughput.Rows) Console.WriteLine($"{row.Name,-18}{row.PerSecond,10:N0}{row.P50,10:F2}{row.P99,10:F2}{throughput.Rows[0].PerSecond / row.PerSecond,10:F2} ×");
        Console.WriteLine(JsonSerializer.Serialize(throughput, JsonSerializerOptions.Web));
        return throughput.Rows.Any(r => r.Errors > 0) ? 1 : 0;
    case "latency":
        using (var server = await RecoServer.StartAsync("0,1", stop.Token))
        {
            var latency = await Latency.RunAsync(server.Client, options.Number("rate", 2000), TimeSpan.FromSeconds(options.Number("seconds", 30)), stop.Token);
            Console.WriteLine($"{latency.Requests:N0} requests at {latency.PerSecond:N0}/s beside as many interactions: p50 {latency.P50:F2} ms, p90 {latency.P90:F2} ms, p99 {latency.P99:F2} ms, p99.9 {latency.P999:F2} ms, {latency.Errors} errors");
            Console.WriteLine(JsonSerializer.Serialize(latency, JsonSerializerOptions.Web));
            return latency.Errors > 0 ? 1 : 0;
        }
    case "edits":
        using (var server = await RecoServer.StartAsync("0,1", stop.Token))
        {
            var edits = await Edits.RunAsync(server.Client, options.Number("rate", 2000), TimeSpan.FromSeconds(options.Number("seconds", 60)), options.Number("edits", 200), stop.Token);
            Console.WriteLine($"{edits.Requests:N0} requests at {edits.PerSecond:N0}/s beside {edits.Published} rules published and {edits.Refused} refused: {edits.Failed} failed, {edits.Mixed} not of one existing revision");
            Console.WriteLine($"PUT answered in p50 {edits.PutP50:F1} ms, p99 {edits.PutP99:F1} ms; the last request with an older revision began {edits.LastOldMs:F1} ms after the answer; requests p50 {edits.P50:F2} ms, p99 {edits.P99:F2} ms");
            Console.WriteLine(JsonSerializer.Serialize(edits, JsonSerializerOptions.Web));
            return edits.Failed + edits.Mixed > 0 || edits.LastOldMs > 100 ? 1 : 0;
        }
    case "rules":
        var many = await ManyRules.RunAsync(options.Number("rules", 10_000), stop.Token);
        foreach (var line in many.Lines) Console.WriteLine(line);
        Console.WriteLine(JsonSerializer.Serialize(many.Figures, JsonSerializerOptions.Web));
        return 0;
    case "fold":
        var fold = await Fold.RunAsync(TimeSpan.FromSeconds(options.Number("seconds", 20)), stop.Token);
        Console.WriteLine($"{fold.Rows:N0} interactions folded: {fold.PerSecond:N0}/s durable with {fold.Cores:F2} cores busy");
        Console.WriteLine(JsonSerializer.Serialize(fold, JsonSerializerOptions.Web));
        return 0;
    case "replay":
        foreach (var row in await Replay.RunAsync(options.Text("data") ?? throw new ArgumentException("--data names the folder of complete-journey."), stop.Token)) Console.WriteLine(row);
        return 0;
    default:
        Console.Error.WriteLine("What should be measured: throughput, latency, edits, rules, fold or replay?");
        return 2;
}
