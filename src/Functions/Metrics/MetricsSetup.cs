using OpenTelemetry.Metrics;
using Reco.Domain;

namespace Reco.Functions.Metrics;

/// <summary>What is measured and how much of it is kept.</summary>
internal static class MetricsSetup
{
    /// <summary>Registers the meters and their exporter.</summary>
    public static void AddMetrics(this IServiceCollection services, Limits limits)
    {
        services.AddSingleton<RecommendMeter>().AddSingleton<InteractionMeter>().AddSingleton<DeadLetterMeter>();
        services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter(RecommendMeter.Name).AddView(_ => Bounded(limits)).AddPrometheusExporter());
    }

    /// <summary>The library keeps 2,000 series of an instrument, too few for thousands of rules. What is beyond the limit counts in one series that says so (<c>otel_metric_overflow</c>).</summary>
    private static MetricStreamConfiguration Bounded(Limits limits) => new() { CardinalityLimit = limits.MetricSeries };
}
