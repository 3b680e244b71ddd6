using System.Collections.Concurrent;
using Reco.Domain.Recommend;

namespace Reco.Functions.Recommend;

/// <summary>
/// Writes to the log what was missing on degraded pages. A store that is down degrades every page, so that a rule and kind of failure get one line in <see cref="PauseMs"/>,
/// with a count of those that were left out since the line before. No person is in it.
/// </summary>
/// <param name="clock">When a line may be written again.</param>
/// <param name="log">Where lines go.</param>
internal sealed class DegradedLog(TimeProvider clock, ILogger<DegradedLog> log)
{
    private const long PauseMs = 10_000;

    /// <summary>Rules and kinds that are remembered; then all are forgotten, which costs a line too many each.</summary>
    private const int MostKinds = 10_000;

    private readonly ConcurrentDictionary<(string Rule, Type Failure), Line> lines = [];

    private sealed class Line
    {
        public long NextMs;
        public int LeftOut;
    }

    /// <summary>Tells of a page if something was missing.</summary>
    public void Answered(Answer answer)
    {
        if (!answer.Degraded) return;
        foreach (var failure in answer.Failures) Tell(answer, failure);
    }

    private void Tell(Answer answer, SourceFailure missing)
    {
        var failure = missing.Failure;
        if (!lines.TryGetValue((answer.Rule.Key, failure.GetType()), out var line))
        {
            if (lines.Count >= MostKinds) lines.Clear();
            line = lines.GetOrAdd((answer.Rule.Key, failure.GetType()), _ => new Line());
        }
        var (now, next) = (clock.GetUtcNow().ToUnixTimeMilliseconds(), Volatile.Read(ref line.NextMs));
        if (now < next || Interlocked.CompareExchange(ref line.NextMs, now + PauseMs, next) != next)
        {
            Interlocked.Increment(ref line.LeftOut);
            return;
        }
        var late = failure is TimeoutException;
        log.LogWarning(late ? null : failure, "A page of {Rule} is degraded: version {Version}, bucket {Bucket}: {Stage} {Failed}{LeftOut}",
            answer.Rule.Key, answer.Rule.Version, answer.Bucket ?? "none", missing.Stage, late ? "was late" : "failed",
            Interlocked.Exchange(ref line.LeftOut, 0) is var leftOut and > 0 ? $"; {leftOut} more like it since the last line" : "");
    }
}
