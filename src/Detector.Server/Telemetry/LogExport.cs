using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;

namespace Detector.Server.Telemetry;

/// <summary>Sends the log to the collector too, where there is one; else it takes nothing.</summary>
internal sealed class LogExport : ILoggerProvider, ISupportExternalScope
{
    private readonly OpenTelemetryLoggerProvider? _provider;
    private readonly BatchLogRecordExportProcessor? _processor;

    /// <summary>Made with the log itself, so it must not ask for it.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="watch">Sees whether deliveries arrive.</param>
    public LogExport(IOptions<TelemetryOptions> options, DeliveryWatch watch)
    {
        if (options.Value.Otlp is not { IsOn: true, Logs: true } otlp)
        {
            return;
        }

        var setup = new OtlpSetup(otlp, watch);
        _processor = new BatchLogRecordExportProcessor(
            new OtlpLogExporter(setup.For("logs")), exporterTimeoutMilliseconds: setup.TimeoutMilliseconds);
        var logs = new OpenTelemetryLoggerOptions { IncludeFormattedMessage = true };
        logs.SetResourceBuilder(TelemetryHost.Resource(options.Value)).AddProcessor(_processor);
        _provider = new OpenTelemetryLoggerProvider(new Fixed(logs));
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) =>
        _provider?.CreateLogger(categoryName) ?? Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    /// <inheritdoc/>
    public void SetScopeProvider(IExternalScopeProvider scopeProvider) =>
        (_provider as ISupportExternalScope)?.SetScopeProvider(scopeProvider);

    /// <summary>Sends what is left.</summary>
    /// <param name="milliseconds">In this time at most.</param>
    public void Shutdown(int milliseconds) => _processor?.Shutdown(milliseconds);

    /// <inheritdoc/>
    public void Dispose() => _provider?.Dispose();

    private sealed class Fixed(OpenTelemetryLoggerOptions value) : IOptionsMonitor<OpenTelemetryLoggerOptions>
    {
        public OpenTelemetryLoggerOptions CurrentValue => value;

        public OpenTelemetryLoggerOptions Get(string? name) => value;

        public IDisposable? OnChange(Action<OpenTelemetryLoggerOptions, string?> listener) => null;
    }
}
