using System.Diagnostics;
using System.Security.Cryptography;
using Detector.Server.Telemetry;
using Detector.Server.Tests.Support;
using Detector.Telemetry;
using Google.Protobuf;

namespace Detector.Server.Tests.Telemetry;

/// <summary>What a collector sees of a call that grpc-js makes with a trace of its own.</summary>
public sealed class OtlpTests : IAsyncLifetime
{
    private const string Method = "detector.v1.DetectionService/Analyze";
    private const string ScoredEvent = "Scored ";

    private static readonly string[] Stages =
    [
        SpanNames.Decode, SpanNames.Inference, SpanNames.Postprocess, SpanNames.Preprocess, SpanNames.Queue, SpanNames.Queue,
    ];

    private readonly string _trace = ActivityTraceId.CreateRandom().ToHexString();
    private readonly string _httpTrace = ActivityTraceId.CreateRandom().ToHexString();
    private readonly string _caller = ActivitySpanId.CreateRandom().ToHexString();
    private OtlpReceiver _collector = null!;
    private ServerHost _host = null!;
    private string _output = "";

    public async Task InitializeAsync()
    {
        _collector = await OtlpReceiver.StartAsync();
        _host = await ServerHost.StartAsync(new Dictionary<string, string?>
        {
            ["Telemetry:Otlp:Endpoint"] = _collector.Address,
            ["Telemetry:Otlp:Headers"] = "x-test=yes",
            ["Telemetry:ServiceName"] = "detector-under-test",
        });
        _output = await CallFromNodeAsync();
        await CallOverHttpAsync();
        await _host.StopAsync();
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _collector.DisposeAsync();
    }

    [Fact]
    public void Collector_OneCall_SeesOneServerSpanBelowTheCallersAndOneForEachStage()
    {
        Assert.Equal("VERDICT_INCONCLUSIVE", _output.Trim());
        var spans = _collector.Spans.Select(entry => entry.Span).Where(span => Hex(span.TraceId) == _trace).ToArray();
        var server = Assert.Single(spans, span => span.Kind == 2);

        Assert.Equal(_caller, Hex(server.ParentSpanId));
        Assert.Equal(Method, server.Name);
        var tags = OtlpReceiver.Tags(server.Attributes);
        Assert.Equal(("grpc", Method, "OK"), (tags["rpc.system.name"], tags["rpc.method"], tags["rpc.response.status_code"]));
        var stages = spans.Where(span => span != server).ToArray();
        Assert.Equal(Stages, stages.Select(span => span.Name).Order(StringComparer.Ordinal));
        Assert.All(stages, span => Assert.Equal(server.SpanId, span.ParentSpanId));
        Assert.All(stages, span => Assert.True(span.EndTimeUnixNano >= span.StartTimeUnixNano));
    }

    [Fact]
    public void Collector_OneCall_SeesTheBatchLinkedWithItBothWays()
    {
        var spans = _collector.Spans.Select(entry => entry.Span).ToArray();
        var server = Assert.Single(spans, span => span.Kind == 2 && Hex(span.TraceId) == _trace);
        var inference = Assert.Single(
            spans, span => span.Name == SpanNames.Inference && Hex(span.TraceId) == _trace);
        var batch = Assert.Single(spans, span =>
            span.Name == SpanNames.Batch && span.Links.Any(link => Hex(link.TraceId) == _trace));

        Assert.Equal(server.SpanId, Assert.Single(batch.Links).SpanId);
        Assert.Equal(batch.SpanId, Assert.Single(inference.Links).SpanId);
        Assert.Equal(batch.TraceId, inference.Links[0].TraceId);
        Assert.True(batch.ParentSpanId.IsEmpty);
        Assert.Equal("1", OtlpReceiver.Tags(batch.Attributes)["detector.batch.tiles"]);
    }

    [Fact]
    public void Collector_OneCall_SeesMetricsWithBucketsAndExemplarsOfTheTrace()
    {
        Assert.Equal("detector-under-test", _collector.Resource["service.name"]);
        Assert.All(_collector.Headers, value => Assert.Equal("yes", value));
        foreach (var info in (InstrumentInfo[])[ServerInstruments.RpcDuration, ServerInstruments.CallDuration])
        {
            var metric = _collector.Measured[info.Name];
            Assert.Equal((info.Unit, info.Description), (metric.Unit, metric.Description));
            var point = Assert.Single(metric.Histogram.DataPoints, point =>
                OtlpReceiver.Tags(point.Attributes).GetValueOrDefault("detector.transport") != "http");
            Assert.Equal(1ul, point.Count);
            Assert.Equal(info.Buckets, point.ExplicitBounds);
            Assert.Equal(_trace, Hex(Assert.Single(point.Exemplars).TraceId));
        }

        var rpc = OtlpReceiver.Tags(_collector.Measured[ServerInstruments.RpcDuration.Name].Histogram.DataPoints[0].Attributes);
        Assert.Equal((Method, "OK"), (rpc["rpc.method"], rpc["rpc.response.status_code"]));
        Assert.Equal(0, _collector.Measured["detector.persisted"].Sum.DataPoints[0].AsInt);
    }

    [Fact]
    public void Collector_OneCall_SeesItsLogLineInTheTrace()
    {
        var line = Assert.Single(_collector.Logged, record => Hex(record.TraceId) == _trace &&
            record.Body.StringValue.StartsWith(ScoredEvent, StringComparison.Ordinal));

        Assert.Equal("Information", line.SeverityText);
        Assert.Equal(Sha256(Requests.Picture), OtlpReceiver.Tags(line.Attributes)["Sha256"]);
    }

    [Fact]
    public void Collector_CallOverHttp_SeesOneServerSpanNamedByItsRoute()
    {
        var spans = _collector.Spans.Select(entry => entry.Span).Where(span => Hex(span.TraceId) == _httpTrace).ToArray();
        var server = Assert.Single(spans, span => span.Kind == 2);

        Assert.Equal("POST /v1/analyze", server.Name);
        Assert.Equal(_caller, Hex(server.ParentSpanId));
        Assert.Equal(Stages, spans.Where(span => span != server).Select(span => span.Name).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(
            _collector.Spans, entry => entry.Span.Name.Contains("healthz", StringComparison.Ordinal));
    }

    [Fact]
    public void Collector_OneCall_SeesNothingOfThePictureOrItsReference()
    {
        var spans = string.Concat(_collector.Spans.Select(entry => entry.Span.ToString()));

        Assert.DoesNotContain("case-4711", spans, StringComparison.Ordinal);
        Assert.DoesNotContain(Sha256(Requests.Picture), spans, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "case-4711", string.Concat(_collector.Logged.Select(line => line.ToString())), StringComparison.Ordinal);
    }

    private async Task CallOverHttpAsync()
    {
        using var http = new HttpClient();
        using var health = await http.GetAsync(new Uri(_host.HttpAddress, "/healthz"));
        using var content = new ByteArrayContent(Requests.Picture);
        content.Headers.ContentType = new("image/png");
        content.Headers.Add("traceparent", $"00-{_httpTrace}-{_caller}-01");
        using var answer = await http.PostAsync(
            new Uri(_host.HttpAddress, "/v1/analyze?client_reference=case-4711"), content);
        answer.EnsureSuccessStatusCode();
    }

    private async Task<string> CallFromNodeAsync()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "cwd", Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "picture.png");
        await File.WriteAllBytesAsync(file, Requests.Picture);
        try
        {
            var script = Path.Combine(AppContext.BaseDirectory, "Telemetry", "traced.mjs");
            using var node = Process.Start(new ProcessStartInfo(
                "node", [script, _host.GrpcAddress.Authority, $"00-{_trace}-{_caller}-01", file])
            {
                RedirectStandardOutput = true,
            })!;
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            var output = await node.StandardOutput.ReadToEndAsync(limit.Token);
            await node.WaitForExitAsync(limit.Token);
            Assert.Equal(0, node.ExitCode);
            return output;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Hex(ByteString bytes) => Convert.ToHexStringLower(bytes.Span);

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
