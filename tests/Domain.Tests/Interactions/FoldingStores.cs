using Reco.Domain.Interactions;

namespace Reco.Domain.Tests.Interactions;

/// <summary>What a worker's next call of a store does.</summary>
internal enum Turn
{
    Goes,
    DiesBefore,
    DiesAfter,
}

/// <summary>The worker died, as its test wanted.</summary>
internal sealed class DiedException : Exception;

/// <summary>Stops a worker before each call of a store until the test says what becomes of it, so that any interleaving of workers can be played, and again.</summary>
internal sealed class Gate
{
    private TaskCompletionSource<Turn>? waiting;

    public async Task<T> PassAsync<T>(Func<T> call)
    {
        waiting = new();
        var turn = await waiting.Task.ConfigureAwait(false);
        if (turn == Turn.DiesBefore) throw new DiedException();
        var result = call();
        return turn == Turn.DiesAfter ? throw new DiedException() : result;
    }

    /// <summary>Lets the worker run up to its next call.</summary>
    public void Open(Turn turn)
    {
        var open = waiting!;
        waiting = null;
        open.SetResult(turn);
    }
}

/// <summary>The stores behind a fold, in memory, shared by workers.</summary>
internal sealed class FoldingStores
{
    public Dictionary<string, (ReadOnlyMemory<byte> Blob, long Rev)> Profiles { get; } = [];

    /// <summary>Per partition its fence, and every row that was ever added, as <c>sequence item</c>.</summary>
    public Dictionary<string, (long Fence, List<string> Added)> Counters { get; } = [];

    public Dictionary<(string Log, long Sequence), DeadLetter> Letters { get; } = [];

    /// <summary>All that there is, as text.</summary>
    public string Told() => string.Join('\n', [
        .. Profiles.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}: {Convert.ToHexString(p.Value.Blob.Span)}"),
        .. Counters.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key} to {c.Value.Fence}: {string.Join(", ", c.Value.Added)}"),
        .. Letters.OrderBy(l => l.Key).Select(l => $"letter {l.Key} of {l.Value.User}: {l.Value.Row!.Item} {l.Value.Failure.Reason}")]);

    /// <summary>The stores as one worker reaches them.</summary>
    public LogFolder Folder(Gate gate, Limits limits)
    {
        var reached = new Reached(this, gate);
        return new LogFolder(reached, reached, reached, limits, TimeProvider.System);
    }

    private sealed class Reached(FoldingStores stores, Gate gate) : IProfileTable, ICounterTable, IDeadLetters
    {
        public Task<IReadOnlyList<VersionedProfile>> ReadAsync(string catalog, IReadOnlyList<string> users, CancellationToken cancel) => gate.PassAsync<IReadOnlyList<VersionedProfile>>(() =>
            [.. users.Select(u => stores.Profiles.TryGetValue(u, out var found) ? new VersionedProfile(found.Blob, found.Rev) : default)]);

        public Task<IReadOnlyList<bool>> WriteAsync(string catalog, IReadOnlyList<ProfileChange> changes, CancellationToken cancel) => gate.PassAsync<IReadOnlyList<bool>>(() =>
            [.. changes.Select(c =>
            {
                if (stores.Profiles.GetValueOrDefault(c.User).Rev != c.Rev) return false;
                stores.Profiles[c.User] = (c.Next.Write(), c.Rev + 1);
                return true;
            })]);

        public Task<long> ReadFenceAsync(string catalog, string log, CancellationToken cancel) => gate.PassAsync(() => stores.Counters.GetValueOrDefault(log).Fence);

        public Task<bool> AddAsync(string catalog, string log, long from, long to, IReadOnlyList<CountedRow> rows, CancellationToken cancel) => gate.PassAsync(() =>
        {
            var (fence, added) = stores.Counters.GetValueOrDefault(log);
            if (fence != from) return false;
            stores.Counters[log] = (to, [.. added ?? [], .. rows.Select(r => $"{r.Sequence} {r.Row.Item}")]);
            return true;
        });

        public Task AddAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancel) => gate.PassAsync(() =>
        {
            foreach (var letter in letters) stores.Letters.TryAdd((letter.Log, letter.Sequence), letter);
            return 0;
        });

        public Task<IReadOnlyList<long>> FindAsync(string log, long from, long to, CancellationToken cancel) => gate.PassAsync<IReadOnlyList<long>>(() =>
            [.. stores.Letters.Keys.Where(k => k.Log == log && k.Sequence >= from && k.Sequence <= to).Select(k => k.Sequence)]);

        public Task<DeadLetterPage?> ReadAsync(string? after, int take, CancellationToken cancel) => throw new NotSupportedException();

        public Task<ReplayResult> ReplayAsync(IReadOnlyList<string>? ids, CancellationToken cancel) => throw new NotSupportedException();
    }
}
