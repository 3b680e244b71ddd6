using System.Diagnostics;
using System.Globalization;
using System.Text;
using Reco.Domain;
using Reco.Domain.Catalogs;
using Reco.Domain.Interactions;
using Reco.Storage.Embedded;

namespace Reco.Bench;

/// <summary>
/// Interactions folded durably by the embedded stores on one core: batches of 500 rows of random people, each with 100 interactions before, popularity counting. A batch is
/// on disk when its append completes. Run by <c>taskset -c 0</c>; in this process, so that it is the fold that is measured and not HTTP.
/// </summary>
internal static class Fold
{
    private const int People = 20_000, Items = 10_000, Before = 100, BatchRows = 500, Writers = 4;
    private static readonly string[] Types = ["view", "view", "view", "click", "purchase"];

    public static async Task<Result> RunAsync(TimeSpan duration, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("reco-fold");
        try
        {
            await using var database = Database.Open(folder.FullName);
            var items = new EmbeddedItems(database, Limits.Default);
            using var catalogs = new LiveCatalogs(items);
            await items.PutCatalogAsync(CatalogDefinition.Empty(CatalogDefinition.DefaultName), cancel);
            await catalogs.LoadAsync(cancel);
            foreach (var rows in Enumerable.Range(0, Items).Chunk(1_000)) await catalogs.PutAsync(CatalogDefinition.DefaultName, [.. rows.Select(Item)], cancel);
            var profiles = new EmbeddedProfiles(database, Limits.Default);
            var letters = new DeadLetterTable(Limits.Default, TimeProvider.System);
            await using var counters = new EmbeddedCounters(database, catalogs, new InteractionTypes(), TimeProvider.System, letters);
            await counters.LoadAsync(cancel);
            var log = new EmbeddedInteractionLog(database, profiles, counters, letters, Limits.Default);

            var random = new Random(1);
            for (var person = 0; person < People; person += 20)
            {
                var rows = new List<Interaction>();
                for (var i = 0; i < 20; i++) for (var n = 0; n < Before; n++) rows.Add(Row(random, person + i));
                await log.AppendAsync(CatalogDefinition.DefaultName, rows, cancel);
            }
            await LoadAsync(log, duration / 5, cancel);
            return await LoadAsync(log, duration, cancel);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Result> LoadAsync(EmbeddedInteractionLog log, TimeSpan duration, CancellationToken cancel)
    {
        var (began, cpu, folded) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime, 0L);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var random = new Random(100 + writer);
            while (Stopwatch.GetElapsedTime(began) < duration)
            {
                var result = await log.AppendAsync(CatalogDefinition.DefaultName, [.. Enumerable.Range(0, BatchRows).Select(_ => Row(random, random.Next(People)))], cancel);
                Interlocked.Add(ref folded, result.Accepted);
            }
        }, cancel)));
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return new Result(folded, folded / seconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds / seconds);
    }

    private static ItemDocument Item(int number) => new($"i{number}", Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"id":"i{{number}}"}""")), 0);

    private static Interaction Row(Random random, int person) => new()
    {
        User = $"u{person}",
        Item = $"i{random.Next(Items)}",
        Type = Types[random.Next(Types.Length)],
        Id = $"{random.NextInt64():x}",
        AtMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
    };

    /// <summary>What was measured.</summary>
    /// <param name="Rows">Rows folded.</param>
    /// <param name="PerSecond">Rows per second, durable.</param>
    /// <param name="Cores">Processor time per time: how much of the core it had.</param>
    internal sealed record Result(long Rows, double PerSecond, double Cores);
}
