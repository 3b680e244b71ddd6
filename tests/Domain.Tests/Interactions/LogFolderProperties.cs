using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Reco.Domain.Interactions;

namespace Reco.Domain.Tests.Interactions;

/// <summary>
/// Three workers fold two partitions into stores that they share: batches are cut anywhere, delivered again, rewound and overlap; calls of the stores interleave in
/// any way, and a worker dies before or after any of them. Profiles, counters and dead letters become what one delivery of each partition makes them.
/// </summary>
public class LogFolderProperties
{
    private const int Workers = 3;
    private static readonly Limits Small = Limits.Default with { History = 5, Did = 4, ImpressionItems = 3, ImpressionTimes = 2, RecentIds = 3 };
    private static readonly string[] Types = ["view", "impression", "click"];

    /// <summary>u0 and u2 are in one partition, u1 and u3 in the other; the profile of u3 is damaged, and a row of type 3 throws when it is folded.</summary>
    private static Arbitrary<(LoggedInteraction[][] Logs, int[] Turns)> Plays() =>
        (from rows in Gen.ArrayOf(from type in Gen.Frequency((8, Gen.Choose(0, 2)), (1, Gen.Constant(3)))
                                  from user in Gen.Choose(0, 3)
                                  from item in Gen.Choose(0, 8)
                                  from at in Gen.Choose(0, 30)
                                  from id in Gen.Choose(-3, 6)
                                  select (Partition: user % 2, Row: Rows.Of(type == 3 ? null! : Types[type], $"item{item}", at * 500L, id < 0 ? null : $"id{id}", $"u{user}")))
         from turns in Gen.ArrayOf(Gen.Choose(0, 100_000))
         select (Enumerable.Range(0, 2).Select(p => rows.Where(r => r.Partition == p).Select((r, i) => new LoggedInteraction($"log-1/{p}", i + 1, r.Row)).ToArray()).ToArray(), turns)).ToArbitrary();

    [Property(MaxTest = 3_000)]
    public Property Any_legal_delivery_by_any_workers_gives_the_same_profiles_counters_and_letters() => Prop.ForAll(Plays(), given =>
    {
        // Continuations run at once on this thread then, whatever the runner uses: a play is the same each time.
        SynchronizationContext.SetSynchronizationContext(null);
        var once = Stores();
        foreach (var log in given.Logs) Finish(new Worker(once), log, 0, log.Length);

        var stores = Stores();
        var (workers, reached) = (Enumerable.Range(0, Workers).Select(_ => new Worker(stores)).ToArray(), new int[2]);
        foreach (var turn in given.Turns)
        {
            var worker = workers[turn % Workers];
            var choice = turn / Workers;
            if (!worker.Busy)
            {
                // From anywhere at or before what was folded to the end.
                var partition = choice % 2;
                var start = choice / 2 % 4 == 0 ? choice / 8 % (reached[partition] + 1) : reached[partition];
                worker.Start(given.Logs[partition], partition, start, Math.Min(given.Logs[partition].Length, start + 1 + choice / 16 % 9));
            }
            else
            {
                worker.Step((choice % 16) switch { 0 => Turn.DiesBefore, 1 => Turn.DiesAfter, _ => Turn.Goes });
            }
            if (worker.Done is (var finished, var end)) reached[finished] = Math.Max(reached[finished], end);
        }
        foreach (var worker in workers) while (worker.Busy) worker.Step(Turn.Goes);
        for (var p = 0; p < 2; p++) Finish(workers[0], given.Logs[p], reached[p], given.Logs[p].Length);
        for (var p = 0; p < 2; p++) Finish(workers[0], given.Logs[p], 0, given.Logs[p].Length);
        return (stores.Told() == once.Told()).Label($"{stores.Told()}\nonce:\n{once.Told()}");
    });

    private static FoldingStores Stores()
    {
        var stores = new FoldingStores();
        stores.Profiles["u3"] = (new byte[] { 1 }, 1);
        return stores;
    }

    private static void Finish(Worker worker, LoggedInteraction[] log, int start, int end)
    {
        worker.Start(log, 0, start, end);
        while (worker.Busy) worker.Step(Turn.Goes);
    }

    private sealed class Worker(FoldingStores stores)
    {
        private Gate gate = new();
        private Task folding = Task.CompletedTask;
        private (int Partition, int End) batch;

        public bool Busy => !folding.IsCompleted;

        /// <summary>What it folded to the end at its last step; null when it is busy or died.</summary>
        public (int Partition, int End)? Done => folding.IsCompletedSuccessfully ? batch : null;

        public void Start(LoggedInteraction[] log, int partition, int start, int end)
        {
            (gate, batch) = (new Gate(), (partition, end));
            folding = stores.Folder(gate, Small).FoldAsync("default", log[start..end], default);
            Check();
        }

        public void Step(Turn turn)
        {
            gate.Open(turn);
            Check();
        }

        private void Check()
        {
            if (folding.Exception?.InnerException is { } fault and not DiedException) throw fault;
        }
    }
}
