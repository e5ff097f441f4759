using OpenTelemetry.Metrics;

namespace Detector.Server.Telemetry.Prometheus;

/// <summary>OpenTelemetry's metrics as Prometheus sees them.</summary>
internal static class PrometheusMetric
{
    /// <summary>.NET itself publishes these as sums that only grow, but they go up and down.</summary>
    private static readonly HashSet<string> MistakenSums = ["dotnet.thread_pool.thread.count", "dotnet.thread_pool.queue.length"];

    /// <summary>What a metric is; null for a kind that has no place in the text.</summary>
    /// <param name="metric">The metric.</param>
    public static PrometheusKind? KindOf(Metric metric) => metric.MetricType switch
    {
        _ when MistakenSums.Contains(metric.Name) => PrometheusKind.Gauge,
        MetricType.LongSum or MetricType.DoubleSum => PrometheusKind.Counter,
        MetricType.LongGauge or MetricType.DoubleGauge or MetricType.LongSumNonMonotonic
            or MetricType.DoubleSumNonMonotonic => PrometheusKind.Gauge,
        MetricType.Histogram => PrometheusKind.Histogram,
        _ => null,
    };

    /// <summary>Value of a counter or gauge.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="point">One of its series.</param>
    public static double Value(Metric metric, in MetricPoint point) => metric.MetricType switch
    {
        MetricType.LongSum or MetricType.LongSumNonMonotonic => point.GetSumLong(),
        MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => point.GetSumDouble(),
        MetricType.LongGauge => point.GetGaugeLastValueLong(),
        _ => point.GetGaugeLastValueDouble(),
    };

    /// <summary>The traced calls that a histogram remembers.</summary>
    /// <param name="point">One of its series.</param>
    public static IReadOnlyList<Exemplar> Exemplars(in MetricPoint point)
    {
        if (!point.TryGetExemplars(out var found))
        {
            return [];
        }

        var exemplars = new List<Exemplar>();
        foreach (ref readonly var exemplar in found)
        {
            if (exemplar.TraceId != default)
            {
                exemplars.Add(exemplar);
            }
        }

        return exemplars;
    }
}
