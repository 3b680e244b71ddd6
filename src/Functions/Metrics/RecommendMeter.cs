using System.Diagnostics;
using System.Diagnostics.Metrics;
using Reco.Domain.Recommend;
using Reco.Domain.Rules;

namespace Reco.Functions.Metrics;

/// <summary>Counts and times calls for recommendations by rule and bucket. Labels come from published rules only, never from callers, so their number is bounded and no person is in them.</summary>
internal sealed class RecommendMeter : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "Reco";

    private readonly Meter meter;
    private readonly Histogram<double> duration;
    private readonly Counter<long> degraded, refused, uncounted;

    /// <summary>Makes the instruments.</summary>
    public RecommendMeter(IMeterFactory factory, LiveRules rules)
    {
        meter = factory.Create(Name);
        duration = meter.CreateHistogram("reco.recommend.duration", "s", "Time to make a page, by rule, arm (canary or empty), bucket and outcome (ok, bad_request, error).",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1] });
        degraded = meter.CreateCounter<long>("reco.recommend.degraded", null, "Pages for which a source failed or was late.");
        uncounted = meter.CreateCounter<long>("reco.impressions.uncounted", null, "Times that impressions of served pages found no room in the log.");
        // The revision is a value rather than a label: as a label, every change of a rule would add a series to each metric.
        meter.CreateObservableGauge("reco.rule.version", () => rules.Current.Serving.Select(r => new Measurement<long>(r.Version, Rule(r), Arm(r))), null, "The revision of each rule that serves, and of its canary.");
        refused = meter.CreateCounter<long>("reco.recommend.refused", null, "Calls answered before any rule ran, by reason (unknown_rule, bad_request, overload).");
    }

    /// <summary>The moment to measure from.</summary>
    public long Start() => duration.Enabled ? Stopwatch.GetTimestamp() : 0;

    /// <summary>A page, or what the rule demanded and the call lacked.</summary>
    public void Answered(Answer answer, long started)
    {
        if (started == 0) return;
        var (rule, arm, bucket) = (Rule(answer.Rule), Arm(answer.Rule), new KeyValuePair<string, object?>("bucket", answer.Bucket ?? ""));
        duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, [rule, arm, bucket, new("outcome", answer.Faults.Count > 0 ? "bad_request" : "ok")]);
        if (answer.Faults.Count == 0 && answer.Degraded) degraded.Add(1, rule, arm, bucket);
    }

    /// <summary>A call that the flow threw on.</summary>
    public void Failed(RecommendFailedException failed, long started)
    {
        if (started == 0) return;
        duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, [Rule(failed.Rule), Arm(failed.Rule), new("bucket", failed.Bucket ?? ""), new("outcome", "error")]);
    }

    /// <summary>The rule's label.</summary>
    public static KeyValuePair<string, object?> Rule(CompiledRule? rule) => new("rule", rule?.Key ?? "");

    /// <summary>Which of two revisions that serve side by side: <c>canary</c>, or empty for the one that serves the rest, or everyone.</summary>
    public static KeyValuePair<string, object?> Arm(CompiledRule? rule) => new("arm", rule?.Stored.Canary is null ? "" : "canary");

    /// <summary>Impressions of served pages that found no room.</summary>
    public void Uncounted() => uncounted.Add(1);

    /// <summary>A call that no rule saw.</summary>
    public void Refused(string reason) => refused.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();
}
