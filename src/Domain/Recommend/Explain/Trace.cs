using System.Diagnostics;

namespace Reco.Domain.Recommend.Explain;

/// <summary>What an explanation tells beyond the candidates themselves: how long each stage took. Records only when asked to.</summary>
internal sealed class Trace
{
    private readonly List<(string Stage, double Milliseconds, bool Waited)> stages = [];
    private long started;

    /// <summary>Whether this call is explained.</summary>
    public bool On { get; set; }

    /// <summary>The stages so far: name, duration in milliseconds, and whether it had to wait (false: everything was at hand in this process).</summary>
    public IReadOnlyList<(string Stage, double Milliseconds, bool Waited)> Stages => stages;

    public void Clear() => (On, _) = (false, stages.RemoveAll(_ => true));

    /// <summary>Starts the clock of the next stage.</summary>
    public void Start()
    {
        if (On) started = Stopwatch.GetTimestamp();
    }

    /// <summary>Ends a stage and starts the next.</summary>
    public void End(string stage, bool waited = false)
    {
        if (!On) return;
        stages.Add((stage, Stopwatch.GetElapsedTime(started).TotalMilliseconds, waited));
        started = Stopwatch.GetTimestamp();
    }
}
