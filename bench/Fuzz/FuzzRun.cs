using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Reco.Domain.Tests.Fuzz;
using Spectre.Console;

namespace Reco.Fuzz;

/// <summary>What a run is asked for.</summary>
internal sealed record FuzzOptions(long Cases, int Seed, double? Minutes, long First, int Threads, DirectoryInfo Failures);

/// <summary>Tries the cases of a seed on several threads, shows how far it is, writes failures to files and ends with what was seen.</summary>
internal static class FuzzRun
{
    /// <summary>Enough to see what is wrong.</summary>
    private const int MostFailures = 20;

    /// <summary>0 when every case kept every promise, else 1.</summary>
    public static async Task<int> RunAsync(FuzzOptions options, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        if (options.Minutes is { } minutes) stop.CancelAfter(TimeSpan.FromMinutes(minutes));
        var (corpus, broken, failed, tried, started) =
            (FuzzCorpus.Load(), new ConcurrentDictionary<string, bool>(StringComparer.Ordinal), new ConcurrentQueue<FuzzReport>(), 0L, Stopwatch.StartNew());
        var fuzzers = Enumerable.Range(0, options.Threads).Select(_ => new Fuzzer(corpus, options.Seed)).ToList();
        var next = options.First - 1;
        var work = fuzzers.Select(fuzzer => Task.Factory.StartNew(
            () =>
            {
                while (!stop.IsCancellationRequested && failed.Count < MostFailures && Interlocked.Increment(ref next) is var number && number < options.First + options.Cases)
                {
                    if (fuzzer.Try(number, broken) is { } report)
                    {
                        failed.Enqueue(report);
                        Write(report, options);
                    }
                    Interlocked.Increment(ref tried);
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();

        var memory = new List<(long Tried, long Megabytes)>();
        var done = Task.WhenAll(work);
        await AnsiConsole.Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()).StartAsync(async context =>
        {
            var bar = context.AddTask("cases", maxValue: options.Cases);
            for (var asked = 1L; !done.IsCompleted; asked++)
            {
                await Task.WhenAny(done, Task.Delay(1_000, CancellationToken.None));
                var count = Interlocked.Read(ref tried);
                bar.Value = count;
                if (asked % 30 == 1) memory.Add((count, Process.GetCurrentProcess().WorkingSet64 >> 20));
                bar.Description = $"{count:N0} cases, {count / started.Elapsed.TotalSeconds:N0}/s, {failed.Count} kinds of failure, {memory[^1].Megabytes} MB";
            }
        });
        await done;
        var sum = new FuzzCounts();
        foreach (var fuzzer in fuzzers) sum.Add(fuzzer.Counts);
        Report(options, sum, tried, started.Elapsed, memory, failed);
        return failed.IsEmpty ? 0 : 1;
    }

    private static void Write(FuzzReport report, FuzzOptions options)
    {
        options.Failures.Create();
        var file = Path.Combine(options.Failures.FullName, $"seed-{report.Seed}-case-{report.Case.Number}.txt");
        File.WriteAllText(file, report.ToString());
        Console.Error.WriteLine($"{report.Promise}: {file}");
    }

    private static void Report(FuzzOptions options, FuzzCounts counts, long tried, TimeSpan took, List<(long Tried, long Megabytes)> memory, ConcurrentQueue<FuzzReport> failed)
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 120;
        var kinds = new Table().AddColumns("cases", "accepted", "refused", "share accepted");
        foreach (var (kind, (accepted, refused)) in counts.Kinds) kinds.AddRow(kind, $"{accepted:N0}", $"{refused:N0}", Share(accepted, refused));
        var (all, none) = (counts.Kinds.Values.Sum(k => k.Accepted), counts.Kinds.Values.Sum(k => k.Refused));
        kinds.AddRow("all", $"{all:N0}", $"{none:N0}", Share(all, none));
        AnsiConsole.Write(kinds);
        var most = new Table().AddColumns("counted", "most");
        foreach (var (counter, value) in counts.Most) most.AddRow(counter, value.ToString(value == Math.Floor(value) ? "N0" : "N2", CultureInfo.InvariantCulture));
        AnsiConsole.Write(most);
        var perHour = all / Math.Max(took.TotalHours, 1e-9);
        Console.WriteLine($"seed {options.Seed}: {tried:N0} cases in {took.TotalMinutes:N1} minutes, {counts.Pages:N0} pages of accepted rules, {counts.Values:N0} values equal to the reference, {perHour:N0} rules compiled per hour.");
        if (memory.Count > 1) Console.WriteLine($"Memory after {memory[0].Tried:N0} cases {memory[0].Megabytes} MB, at the end {memory[^1].Megabytes} MB, at most {memory.Max(m => m.Megabytes)} MB.");
        Console.WriteLine(failed.IsEmpty ? "Every case kept every promise." : $"{failed.Count} kinds of failure:");
        foreach (var report in failed) Console.WriteLine($"  case {report.Case.Number}: {report.Promise}");
    }

    private static string Share(long accepted, long refused) => $"{100.0 * accepted / Math.Max(1, accepted + refused):N1} %";
}
