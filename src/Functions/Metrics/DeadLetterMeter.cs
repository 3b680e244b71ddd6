using System.Diagnostics.Metrics;
using Reco.Domain.Interactions;

namespace Reco.Functions.Metrics;

/// <summary>
/// Counts rows that became dead letters by reason, and letters that had to go, and writes a line to the log: one a reason in <see cref="PauseMs"/>, with a count of those
/// left out since. Told by the database's writer, one commit after the other. No person is in it.
/// </summary>
internal sealed class DeadLetterMeter
{
    private const long PauseMs = 10_000;

    private readonly TimeProvider clock;
    private readonly ILogger<DeadLetterMeter> log;
    private readonly Counter<long> letters, dropped;
    private readonly Dictionary<DeadLetterReason, (long NextMs, int LeftOut)> lines = [];

    /// <summary>Makes the instruments.</summary>
    public DeadLetterMeter(IMeterFactory factory, TimeProvider clock, ILogger<DeadLetterMeter> log)
    {
        (this.clock, this.log) = (clock, log);
        var meter = factory.Create(RecommendMeter.Name);
        letters = meter.CreateCounter<long>("reco.dead_letters", null, "Interactions that were accepted and could not be folded, by reason (damagedProfile, profileTooLarge, undecodable, fault).");
        dropped = meter.CreateCounter<long>("reco.dead_letters.dropped", null, "Dead letters that had to go because there were too many.");
    }

    /// <summary>Letters are committed.</summary>
    public void Told(DeadLetterNotice notice)
    {
        foreach (var (reason, count) in notice.Reasons.CountBy(r => r))
        {
            letters.Add(count, new KeyValuePair<string, object?>("reason", reason.Word()));
            Write(reason, count);
        }
        if (notice.Dropped == 0) return;
        dropped.Add(notice.Dropped);
        log.LogError("{Count} of the oldest dead letters are gone: there are too many (Reco__Limits__DeadLetters, Reco__Limits__DeadLetterBytes)", notice.Dropped);
    }

    private void Write(DeadLetterReason reason, int count)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var (next, leftOut) = lines.GetValueOrDefault(reason);
        if (now < next)
        {
            lines[reason] = (next, leftOut + count);
            return;
        }
        lines[reason] = (now + PauseMs, 0);
        log.LogWarning("{Count} interactions could not be folded and are dead letters now ({Reason}); reco dead-letters list shows them", count + leftOut, reason.Word());
    }
}
