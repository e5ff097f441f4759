namespace Detector.Server.Telemetry;

/// <summary>Log messages about telemetry itself: ids from 1120.</summary>
internal static partial class TelemetryLog
{
    [LoggerMessage(1120, LogLevel.Information,
        "Telemetry: collector {Collector}, tracing {Ratio} of the calls; /metrics {Metrics}")]
    public static partial void TelemetryIs(this ILogger logger, string collector, double ratio, string metrics);

    [LoggerMessage(1121, LogLevel.Warning,
        "The collector takes no {Signal}: {Reason}. They are dropped until it does; this is said once")]
    public static partial void NotDelivered(this ILogger logger, string signal, string reason);

    [LoggerMessage(1122, LogLevel.Information, "The collector takes {Signal} again")]
    public static partial void DeliveredAgain(this ILogger logger, string signal);

    [LoggerMessage(1123, LogLevel.Information, "No measurements of graphics cards: {Reason}")]
    public static partial void NoGpus(this ILogger logger, string reason);

    [LoggerMessage(1124, LogLevel.Information, "Graphics cards are measured: {Names}")]
    public static partial void Gpus(this ILogger logger, string names);

    [LoggerMessage(1125, LogLevel.Warning, "The graphics card {Name} cannot be read: {Reason}. This is said once")]
    public static partial void GpuUnreadable(this ILogger logger, string name, string reason);

    [LoggerMessage(1126, LogLevel.Warning,
        "The driver does not answer about the graphics cards since {Seconds:0} s; their last measurements are left out")]
    public static partial void GpusStuck(this ILogger logger, double seconds);
}
