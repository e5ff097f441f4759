using System.Diagnostics.Metrics;
using System.Reflection;
using Detector.Server.Security;
using Detector.Server.Telemetry.Gpu;
using Detector.Server.Telemetry.Prometheus;
using Detector.Telemetry;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Detector.Server.Telemetry;

/// <summary>
/// Starts what exports metrics and traces, and ends it when nothing is served any more. Where nothing is exported nothing
/// listens, and measuring costs nothing.
/// </summary>
internal sealed class TelemetryHost : IHostedLifecycleService, IDisposable
{
    /// <summary>What a collector has at the end to take what is left.</summary>
    public static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    /// <summary>Source of the spans of calls.</summary>
    private const string HostingSource = "Microsoft.AspNetCore";

    private readonly TelemetryOptions _options;
    private readonly OtlpSetup _otlp;
    private readonly MetricViews _views;
    private readonly MetricsPage _page;
    private readonly GpuSampler _gpus;
    private readonly LogExport _logs;
    private readonly ILogger _logger;
    private MeterProvider? _metrics;
    private TracerProvider? _traces;

    /// <summary>Starts nothing yet.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="meters">Owner of this server's meters.</param>
    /// <param name="access">How many clients there may be.</param>
    /// <param name="page">Text of /metrics.</param>
    /// <param name="gpus">Reads graphics cards.</param>
    /// <param name="watch">Sees whether deliveries arrive.</param>
    /// <param name="logs">Exports the log.</param>
    /// <param name="logger">Log.</param>
    public TelemetryHost(
        IOptions<TelemetryOptions> options, IMeterFactory meters, ClientRegistry access, MetricsPage page, GpuSampler gpus,
        DeliveryWatch watch, LogExport logs, ILogger<TelemetryHost> logger)
    {
        _options = options.Value;
        _otlp = new OtlpSetup(_options.Otlp, watch);
        _views = new MetricViews(meters, access.Current.Options.MaxClients);
        (_page, _gpus, _logs, _logger) = (page, gpus, logs, logger);
    }

    /// <summary>Who is measured: the name of the service, its version, this instance, and what OTEL_RESOURCE_ATTRIBUTES
    /// adds.</summary>
    /// <param name="options">The settings.</param>
    public static ResourceBuilder Resource(TelemetryOptions options) => ResourceBuilder.CreateEmpty().AddTelemetrySdk()
        .AddEnvironmentVariableDetector()
        .AddService(options.ServiceName, serviceVersion: Version, serviceInstanceId: InstanceId);

    private static string Version { get; } =
        typeof(TelemetryHost).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    private static string InstanceId { get; } = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <summary>Starts, once; before anything that is worth measuring.</summary>
    public void Start()
    {
        var otlp = _options.Otlp;
        if (_metrics is null && (_options.Prometheus.Enabled || (otlp.IsOn && otlp.Metrics)))
        {
            _gpus.Start();
            _metrics = BuildMetrics();
        }

        if (_traces is null && otlp.IsOn && otlp.Traces && _options.TraceRatio > 0)
        {
            _traces = BuildTraces();
        }

        _logger.TelemetryIs(
            otlp.IsOn ? $"{otlp.Endpoint} ({otlp.Protocol})" : "none", _traces is null ? 0 : _options.TraceRatio,
            _options.Prometheus.Enabled ? "on" : "off");
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Nothing is served any more: what is left is sent, in the time that there is.</summary>
    /// <param name="cancellationToken">The host has no more patience.</param>
    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        var limit = (int)Farewell.TotalMilliseconds;
        return Task.WhenAll(
            Task.Run(() => _metrics?.Shutdown(limit), CancellationToken.None),
            Task.Run(() => _traces?.Shutdown(limit), CancellationToken.None),
            Task.Run(() => _logs.Shutdown(limit), CancellationToken.None));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _metrics?.Dispose();
        _traces?.Dispose();
    }

    private MeterProvider BuildMetrics()
    {
        var builder = _views.AddTo(Sdk.CreateMeterProviderBuilder().SetResourceBuilder(Resource(_options)))
            .SetExemplarFilter(ExemplarFilterType.TraceBased);
        if (_options.Prometheus.Enabled)
        {
            builder.AddReader(_page.Reader);
        }

        if (_options.Otlp is { IsOn: true, Metrics: true })
        {
            builder.AddReader(new PeriodicExportingMetricReader(
                new OtlpMetricExporter(_otlp.For("metrics")), (int)(_options.Otlp.IntervalSeconds * 1000),
                _otlp.TimeoutMilliseconds));
        }

        return builder.Build();
    }

    private TracerProvider BuildTraces() => Sdk.CreateTracerProviderBuilder().SetResourceBuilder(Resource(_options))
        .AddSource(HostingSource, DetectorActivity.SourceName, ServerActivity.SourceName)
        .SetSampler(new LinkedSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(_options.TraceRatio))))
        .AddProcessor(new BatchActivityExportProcessor(
            new OtlpTraceExporter(_otlp.For("traces")), exporterTimeoutMilliseconds: _otlp.TimeoutMilliseconds))
        .Build();
}
