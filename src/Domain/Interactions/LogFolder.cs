namespace Reco.Domain.Interactions;

/// <summary>
/// Takes what partitions of a log deliver into profiles, counters and dead letters that are written apart: exactly once in effect, whatever is delivered again, by however
/// many workers, and wherever one of them dies. It holds by the order of its steps:
/// <list type="number">
/// <item>Rows that can't be folded become dead letters first. A row that has a letter is passed over from then on, so that its fate is settled.</item>
/// <item>Counters next. What is applied and what is a duplicate follows from the rows before it alone, and a person's profile is never ahead of the counters: so a row that
/// a profile has already is behind the counters' fence, and whoever finds it there need not know what became of it.</item>
/// <item>Profiles last, by compare-and-set. Losers read again and fold what is still in front of their fences.</item>
/// </list>
/// Every step may be repeated. An owner moves its place in the log only when <see cref="FoldAsync"/> has returned.
/// </summary>
/// <param name="profiles">Where profiles are.</param>
/// <param name="counters">Where counts are.</param>
/// <param name="letters">Takes what can't be folded.</param>
/// <param name="limits">How much profiles keep.</param>
/// <param name="time">When a row failed.</param>
public sealed class LogFolder(IProfileTable profiles, ICounterTable counters, IDeadLetters letters, Limits limits, TimeProvider time)
{
    /// <summary>Times that one batch may lose a compare-and-set. Each time somebody else moved on, so that this many mean a broken store.</summary>
    public const int MostLosses = 100;

    /// <summary>Folds a batch; all of it is durable when the task completes.</summary>
    /// <param name="catalog">Where the rows belong.</param>
    /// <param name="rows">Rows of one partition, in its order. All that comes before them in the partition was folded to the end before this call.</param>
    /// <param name="cancel">Gives up: the batch must be delivered again.</param>
    /// <exception cref="TimeoutException">It lost <see cref="MostLosses"/> times.</exception>
    public async Task FoldAsync(string catalog, IReadOnlyList<LoggedInteraction> rows, CancellationToken cancel)
    {
        if (rows.Count == 0) return;
        var log = rows[0].Log;
        var fold = new BatchFold(rows, limits, await letters.FindAsync(log, rows[0].Sequence, rows[^1].Sequence, cancel).ConfigureAwait(false));
        var stored = await profiles.ReadAsync(catalog, fold.People, cancel).ConfigureAwait(false);
        var next = fold.People.Select((_, i) => fold.Fold(i, _ => (stored[i].Open(), log))).ToArray();
        await PutAwayAsync(catalog, rows, fold, 0, cancel).ConfigureAwait(false);
        await CountAsync(catalog, log, rows[^1].Sequence, Applied(rows, fold, next), cancel).ConfigureAwait(false);
        await WriteAsync(catalog, rows, fold, stored, next, cancel).ConfigureAwait(false);
    }

    /// <summary>What counts, with the person as the batch leaves them.</summary>
    private static List<CountedRow> Applied(IReadOnlyList<LoggedInteraction> rows, BatchFold fold, Profile?[] next)
    {
        var people = fold.People.Zip(next).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal);
        var applied = new List<CountedRow>(rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            if (fold.Fate(i) == RowFate.Applied) applied.Add(new(rows[i].Sequence, rows[i].Row, people.GetValueOrDefault(rows[i].Row.User) ?? Profile.Empty));
        }
        return applied;
    }

    private async Task PutAwayAsync(string catalog, IReadOnlyList<LoggedInteraction> rows, BatchFold fold, int known, CancellationToken cancel)
    {
        if (fold.Failures.Count == known) return;
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var failed = fold.Failures.OrderBy(f => f.Key).Select(f => new DeadLetter(rows[f.Key].Log, rows[f.Key].Sequence, catalog, rows[f.Key].Row.User, now, f.Value) { Row = rows[f.Key].Row });
        await letters.AddAsync([.. failed], cancel).ConfigureAwait(false);
    }

    private async Task CountAsync(string catalog, string log, long to, List<CountedRow> applied, CancellationToken cancel)
    {
        for (var losses = 0; losses < MostLosses; losses++)
        {
            var fence = await counters.ReadFenceAsync(catalog, log, cancel).ConfigureAwait(false);
            if (fence >= to || await counters.AddAsync(catalog, log, fence, to, applied.FindAll(r => r.Sequence > fence), cancel).ConfigureAwait(false)) return;
        }
        throw Lost();
    }

    private async Task WriteAsync(
        string catalog, IReadOnlyList<LoggedInteraction> rows, BatchFold fold, IReadOnlyList<VersionedProfile> stored, Profile?[] next, CancellationToken cancel)
    {
        var open = Enumerable.Range(0, next.Length).Where(i => next[i] is not null).ToList();
        for (var losses = 0; open.Count > 0; losses++)
        {
            if (losses == MostLosses) throw Lost();
            var written = await profiles.WriteAsync(catalog, [.. open.Select(i => new ProfileChange(fold.People[i], stored[i].Rev, next[i]!))], cancel).ConfigureAwait(false);
            open = [.. open.Where((_, place) => !written[place])];
            if (open.Count == 0) return;
            var again = await profiles.ReadAsync(catalog, [.. open.Select(i => fold.People[i])], cancel).ConfigureAwait(false);
            var (revs, known) = (stored.ToArray(), fold.Failures.Count);
            for (var place = 0; place < open.Count; place++)
            {
                var reread = again[place];
                (revs[open[place]], next[open[place]]) = (reread, fold.Fold(open[place], _ => (reread.Open(), rows[0].Log)));
            }
            stored = revs;
            open.RemoveAll(i => next[i] is null);
            // What fails only now was counted: attributes that somebody wrote meanwhile left no room, or the profile was damaged. Its replay will count it once more.
            await PutAwayAsync(catalog, rows, fold, known, cancel).ConfigureAwait(false);
        }
    }

    private static TimeoutException Lost() => new($"A batch lost its compare-and-set {MostLosses} times in a row.");
}
