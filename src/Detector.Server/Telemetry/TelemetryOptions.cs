using System.ComponentModel.DataAnnotations;

namespace Detector.Server.Telemetry;

/// <summary>Where measurements, traces and logs go. Configuration section "Telemetry".</summary>
public sealed class TelemetryOptions
{
    /// <summary>Name of the section.</summary>
    public const string SectionName = "Telemetry";

    /// <summary>The service's name in metrics, traces and logs. Default detector.</summary>
    [Required]
    public string ServiceName { get; set; } = "detector";

    /// <summary>Share of the calls that are traced, 0 to 1, where the caller does not say whether it traces its own. Default
    /// 0.1.</summary>
    [Range(0, 1)]
    public double TraceRatio { get; set; } = 0.1;

    /// <summary>How the log is written to standard output. Default: as section Logging says, which is text.</summary>
    public ConsoleLogs? ConsoleLogs { get; set; }

    /// <summary>Export to a collector.</summary>
    public OtlpOptions Otlp { get; } = new();

    /// <summary>The endpoint /metrics.</summary>
    public PrometheusOptions Prometheus { get; } = new();

    /// <summary>Measurements of graphics cards.</summary>
    public GpuOptions Gpu { get; } = new();
}

/// <summary>Forms of a log.</summary>
public enum ConsoleLogs
{
    /// <summary>A line for people.</summary>
    Text,

    /// <summary>A line of JSON, with the ids of trace and span.</summary>
    Json,
}

/// <summary>Ways to speak OTLP.</summary>
public enum OtlpProtocol
{
    /// <summary>gRPC; port 4317 by custom.</summary>
    Grpc,

    /// <summary>HTTP with protobuf; port 4318 by custom.</summary>
    Http,
}

/// <summary>Export to a collector by OTLP. Section "Telemetry:Otlp".</summary>
public sealed class OtlpOptions
{
    /// <summary>False to send nothing, whatever else is set. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Where the collector listens, such as http://127.0.0.1:4317. Default none: nothing is sent.</summary>
    public string? Endpoint { get; set; }

    /// <summary>How it is spoken to. Default gRPC.</summary>
    public OtlpProtocol Protocol { get; set; } = OtlpProtocol.Grpc;

    /// <summary>What is sent along, such as keys: NAME=VALUE,NAME=VALUE. Never logged.</summary>
    public string? Headers { get; set; }

    /// <summary>How often metrics are sent, seconds. Default 15.</summary>
    [Range(1, 3600)]
    public double IntervalSeconds { get; set; } = 15;

    /// <summary>How long the collector may take for one delivery, seconds. Default 5.</summary>
    [Range(0.1, 300)]
    public double TimeoutSeconds { get; set; } = 5;

    /// <summary>False to send no metrics. Default true.</summary>
    public bool Metrics { get; set; } = true;

    /// <summary>False to send no traces. Default true.</summary>
    public bool Traces { get; set; } = true;

    /// <summary>False to send no logs. Default true.</summary>
    public bool Logs { get; set; } = true;

    /// <summary>True where there is somebody to send to.</summary>
    internal bool IsOn => Enabled && !string.IsNullOrEmpty(Endpoint);
}

/// <summary>The text of /metrics. Section "Telemetry:Prometheus".</summary>
public sealed class PrometheusOptions
{
    /// <summary>False to serve no /metrics. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>True where /metrics asks for no key although clients are configured. Default false.</summary>
    public bool Open { get; set; }
}

/// <summary>Measurements of NVIDIA graphics cards. Section "Telemetry:Gpu".</summary>
public sealed class GpuOptions
{
    /// <summary>How often the cards are read, seconds; 0 for never. Default 5.</summary>
    [Range(0, 3600)]
    public double IntervalSeconds { get; set; } = 5;

    /// <summary>The driver's library for that. Default libnvidia-ml.so.1; where it is not there, there are no
    /// measurements.</summary>
    [Required]
    public string Library { get; set; } = "libnvidia-ml.so.1";
}
