namespace Detector.Server.Telemetry.Prometheus;

/// <summary>Kinds of metrics that Prometheus knows and we have.</summary>
internal enum PrometheusKind
{
    /// <summary>Only grows.</summary>
    Counter,

    /// <summary>Goes up and down.</summary>
    Gauge,

    /// <summary>Counts by bucket.</summary>
    Histogram,
}
