using OpenTelemetry.Exporter;

namespace Detector.Server.Telemetry;

/// <summary>How the exporters speak to the collector.</summary>
/// <param name="options">The settings.</param>
/// <param name="watch">Sees whether deliveries arrive.</param>
internal sealed class OtlpSetup(OtlpOptions options, DeliveryWatch watch)
{
    /// <summary>How long a delivery may take, milliseconds.</summary>
    public int TimeoutMilliseconds => (int)(options.TimeoutSeconds * 1000);

    /// <summary>For one kind of signal.</summary>
    /// <param name="signal">traces, metrics or logs: the last part of the path over HTTP.</param>
    public OtlpExporterOptions For(string signal)
    {
        var isHttp = options.Protocol == OtlpProtocol.Http;
        var endpoint = options.Endpoint!.TrimEnd('/');
        return new OtlpExporterOptions
        {
            Endpoint = new Uri(isHttp ? $"{endpoint}/v1/{signal}" : endpoint),
            Protocol = isHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc,
            Headers = options.Headers,
            TimeoutMilliseconds = TimeoutMilliseconds,
            HttpClientFactory = () => new HttpClient(watch.Handler(signal))
            {
                Timeout = TimeSpan.FromMilliseconds(TimeoutMilliseconds),
            },
        };
    }
}
