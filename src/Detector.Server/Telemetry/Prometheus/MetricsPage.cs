using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Detector.Server.Telemetry.Prometheus;

/// <summary>GET /metrics: what is measured, as text, for Prometheus to fetch. One at a time, so that many cost no more.</summary>
internal sealed class MetricsPage : IDisposable
{
    private const string OpenMetrics = "application/openmetrics-text";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly Exporter _exporter = new();

    /// <summary>Makes the reader.</summary>
    public MetricsPage() => Reader = new BaseExportingMetricReader(_exporter)
    {
        TemporalityPreference = MetricReaderTemporalityPreference.Cumulative,
    };

    /// <summary>Reads the metrics; whoever provides them owns it.</summary>
    public MetricReader Reader { get; }

    /// <summary>Answers with the metrics as they are now.</summary>
    /// <param name="context">The request.</param>
    public async Task SendAsync(HttpContext context)
    {
        var isOpen = context.Request.Headers.Accept.Any(
            accept => accept?.Contains(OpenMetrics, StringComparison.OrdinalIgnoreCase) == true);
        context.Response.ContentType = PrometheusText.ContentType(isOpen);
        context.Response.Headers.CacheControl = "no-store";
        var text = await ReadAsync(isOpen, context.RequestAborted);
        await context.Response.WriteAsync(text, Encoding.UTF8, context.RequestAborted);
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<string> ReadAsync(bool isOpen, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return _exporter.Read(isOpen);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>What the reader hands the metrics to.</summary>
    [ExportModes(ExportModes.Pull)]
    private sealed class Exporter : BaseExporter<Metric>, IPullMetricExporter
    {
        private bool _isOpen;
        private string _text = "";

        public Func<int, bool>? Collect { get; set; }

        public string Read(bool isOpen)
        {
            (_isOpen, _text) = (isOpen, "");
            Collect?.Invoke((int)Patience.TotalMilliseconds);
            return _text;
        }

        public override ExportResult Export(in Batch<Metric> batch)
        {
            _text = new PrometheusText(_isOpen).Write(batch, ParentProvider.GetResource());
            return ExportResult.Success;
        }
    }
}
