using System.Collections;
using System.Globalization;

namespace Detector.Server.Telemetry;

/// <summary>
/// The variables that every program with OpenTelemetry understands, as settings of this one. They are its weakest source: what
/// is set by name wins. OTEL_RESOURCE_ATTRIBUTES is read where the resource is made.
/// </summary>
internal static class OtelVariables
{
    private const string Otlp = $"{TelemetryOptions.SectionName}:{nameof(TelemetryOptions.Otlp)}";

    private static readonly (string Variable, string Setting, Func<string, string> Value)[] Known =
    [
        ("OTEL_SERVICE_NAME", $"{TelemetryOptions.SectionName}:{nameof(TelemetryOptions.ServiceName)}", Same),
        ("OTEL_TRACES_SAMPLER_ARG", $"{TelemetryOptions.SectionName}:{nameof(TelemetryOptions.TraceRatio)}", Same),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", $"{Otlp}:{nameof(OtlpOptions.Endpoint)}", Same),
        ("OTEL_EXPORTER_OTLP_HEADERS", $"{Otlp}:{nameof(OtlpOptions.Headers)}", Same),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", $"{Otlp}:{nameof(OtlpOptions.Protocol)}", Protocol),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", $"{Otlp}:{nameof(OtlpOptions.TimeoutSeconds)}", Seconds),
        ("OTEL_METRIC_EXPORT_INTERVAL", $"{Otlp}:{nameof(OtlpOptions.IntervalSeconds)}", Seconds),
        ("OTEL_SDK_DISABLED", $"{Otlp}:{nameof(OtlpOptions.Enabled)}", Not),
    ];

    /// <summary>The settings that the variables stand for.</summary>
    /// <param name="environment">Variables of the process.</param>
    public static Dictionary<string, string?> Read(IDictionary environment) => Known
        .Where(known => environment[known.Variable] is string { Length: > 0 })
        .ToDictionary(known => known.Setting, known => (string?)known.Value((string)environment[known.Variable]!));

    private static string Same(string value) => value;

    private static string Not(string value) => bool.TryParse(value, out var on) ? $"{!on}" : value;

    private static string Protocol(string value) => value == "http/protobuf" ? nameof(OtlpProtocol.Http) : value;

    /// <summary>They are in milliseconds.</summary>
    private static string Seconds(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var milliseconds)
            ? (milliseconds / 1000).ToString(CultureInfo.InvariantCulture)
            : value;
}
