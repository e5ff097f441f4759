using System.Collections.Concurrent;
using Detector.Server.Tests.Telemetry.Otlp;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Detector.Server.Tests.Telemetry;

/// <summary>A collector that speaks OTLP over gRPC and keeps what it is sent; or takes all and never answers.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool _answers;

    private OtlpReceiver(bool answers)
    {
        _answers = answers;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton(this).AddRoutingCore().AddGrpc();
        builder.Services.AddLogging(log => log.SetMinimumLevel(LogLevel.None));
        _app = builder.Build();
        _app.UseRouting();
        _app.MapGrpcService<Traces>();
        _app.MapGrpcService<Metrics>();
        _app.MapGrpcService<Logs>();
    }

    public ConcurrentQueue<(string Scope, Span Span)> Spans { get; } = new();

    /// <summary>The newest of each name.</summary>
    public ConcurrentDictionary<string, Metric> Measured { get; } = new();

    public ConcurrentQueue<LogRecord> Logged { get; } = new();

    /// <summary>Attributes of the newest resource.</summary>
    public IReadOnlyDictionary<string, string> Resource { get; private set; } = new Dictionary<string, string>();

    /// <summary>Values of headers by the name x-test.</summary>
    public ConcurrentQueue<string?> Headers { get; } = new();

    public string Address => _app.Urls.Single();

    public static async Task<OtlpReceiver> StartAsync(bool answers = true)
    {
        var receiver = new OtlpReceiver(answers);
        await receiver._app.StartAsync();
        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        _end.TrySetResult();
        await _app.DisposeAsync();
    }

    public static Dictionary<string, string> Tags(IEnumerable<KeyValue> attributes) => attributes.ToDictionary(
        pair => pair.Key, pair => pair.Value.ValueCase switch
        {
            AnyValue.ValueOneofCase.IntValue => $"{pair.Value.IntValue}",
            AnyValue.ValueOneofCase.DoubleValue => $"{pair.Value.DoubleValue}",
            AnyValue.ValueOneofCase.BoolValue => $"{pair.Value.BoolValue}",
            _ => pair.Value.StringValue,
        });

    private async Task<T> TakeAsync<T>(T answer, ServerCallContext context, Action keep)
    {
        Headers.Enqueue(context.RequestHeaders.GetValue("x-test"));
        if (!_answers)
        {
            await _end.Task;
        }

        keep();
        return answer;
    }

    private sealed class Traces(OtlpReceiver owner) : TraceService.TraceServiceBase
    {
        public override Task<ExportTraceServiceResponse> Export(
            ExportTraceServiceRequest request, ServerCallContext context) =>
            owner.TakeAsync(new ExportTraceServiceResponse(), context, () =>
            {
                foreach (var scope in request.ResourceSpans.SelectMany(resource => resource.ScopeSpans))
                {
                    foreach (var span in scope.Spans)
                    {
                        owner.Spans.Enqueue((scope.Scope.Name, span));
                    }
                }
            });
    }

    private sealed class Metrics(OtlpReceiver owner) : MetricsService.MetricsServiceBase
    {
        public override Task<ExportMetricsServiceResponse> Export(
            ExportMetricsServiceRequest request, ServerCallContext context) =>
            owner.TakeAsync(new ExportMetricsServiceResponse(), context, () =>
            {
                foreach (var resource in request.ResourceMetrics)
                {
                    owner.Resource = Tags(resource.Resource.Attributes);
                    foreach (var metric in resource.ScopeMetrics.SelectMany(scope => scope.Metrics))
                    {
                        owner.Measured[metric.Name] = metric;
                    }
                }
            });
    }

    private sealed class Logs(OtlpReceiver owner) : LogsService.LogsServiceBase
    {
        public override Task<ExportLogsServiceResponse> Export(
            ExportLogsServiceRequest request, ServerCallContext context) =>
            owner.TakeAsync(new ExportLogsServiceResponse(), context, () =>
            {
                foreach (var record in request.ResourceLogs.SelectMany(resource => resource.ScopeLogs)
                    .SelectMany(scope => scope.LogRecords))
                {
                    owner.Logged.Enqueue(record);
                }
            });
    }
}
