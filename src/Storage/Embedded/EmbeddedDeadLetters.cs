using Reco.Domain.Interactions;

namespace Reco.Storage.Embedded;

/// <summary>Dead letters in SQLite. A replay is one transaction with the fold of its rows, for each <see cref="StepLetters"/> of them.</summary>
/// <param name="database">Where they are.</param>
/// <param name="table">Their table.</param>
/// <param name="log">Takes replayed rows.</param>
public sealed class EmbeddedDeadLetters(Database database, DeadLetterTable table, EmbeddedInteractionLog log) : IDeadLetters
{
    /// <summary>Letters that are replayed in one step.</summary>
    private const int StepLetters = 500;

    /// <inheritdoc/>
    public Task AddAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancel) => database.WriteAsync(session => table.Add(session, letters), cancel, table.Committed);

    /// <inheritdoc/>
    public Task<IReadOnlyList<long>> FindAsync(string log, long from, long to, CancellationToken cancel)
    {
        using var lease = database.Rent();
        return Task.FromResult<IReadOnlyList<long>>(DeadLetterTable.Find(lease.Session, log, from, to));
    }

    /// <inheritdoc/>
    public Task<DeadLetterPage?> ReadAsync(string? after, int take, CancellationToken cancel)
    {
        if (after is not null && !DeadLetterTable.IsId(after)) return Task.FromResult<DeadLetterPage?>(null);
        using var lease = database.Rent();
        using var state = lease.Session.Snapshot();
        return Task.FromResult<DeadLetterPage?>(new(DeadLetterTable.Read(lease.Session, after, take), lease.Session.Scalar("SELECT letters FROM dead_letter_totals")));
    }

    /// <inheritdoc/>
    public async Task<ReplayResult> ReplayAsync(IReadOnlyList<string>? ids, CancellationToken cancel)
    {
        var sum = new ReplayResult(0, 0, 0, []);
        // Those that fail again come behind the ones that there are now, so that a replay of all ends.
        foreach (var step in (ids ?? Ids()).Distinct().Chunk(StepLetters))
        {
            var done = await log.ReplayAsync(step, cancel).ConfigureAwait(false);
            // What another replay took meanwhile was asked for by nobody's id.
            var unknown = ids is null ? [] : done.Unknown;
            sum = new(sum.Replayed + done.Replayed, sum.Duplicates + done.Duplicates, sum.Failed + done.Failed, [.. sum.Unknown, .. unknown]);
        }
        return sum;
    }

    private List<string> Ids()
    {
        using var lease = database.Rent();
        using var select = lease.Session.Prepare("SELECT n FROM dead_letters ORDER BY n");
        var ids = new List<string>();
        while (select.Step()) ids.Add(select.Text(0)!);
        return ids;
    }
}
