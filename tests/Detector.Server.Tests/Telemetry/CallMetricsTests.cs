using Detector.Inference;
using Detector.Server.Hosting;
using Detector.Server.Security;
using Detector.Server.Tests.Support;
using Detector.V1;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Detector.Server.Tests.Telemetry;

/// <summary>What is counted of calls that end in each way, as /metrics says it.</summary>
public sealed class CallMetricsTests
{
    private const string Calls = "detector_call_duration_seconds_count";
    private const string Rpcs = "rpc_server_call_duration_seconds_count";
    private const string Clients = "detector_client_calls_total";
    private const string Refusals = "detector_refusals_total";
    private const string Key = "another-key-of-these-tests-0123456789";

    [Fact]
    public async Task Analyze_GoodAndBadPictures_CountsOutcomeTransportClientAndStatus()
    {
        await using var host = await ServerHost.StartAsync();
        await host.Client.AnalyzeAsync(Requests.For());
        await Assert.ThrowsAsync<RpcException>(async () => await host.Client.AnalyzeAsync(Requests.For(picture: [1, 2])));
        using var http = new HttpClient();
        using var content = new ByteArrayContent(Requests.Picture);
        content.Headers.ContentType = new("image/png");
        using var answer = await http.PostAsync(new Uri(host.HttpAddress, "/v1/analyze?priority=interactive"), content);
        answer.EnsureSuccessStatusCode();

        var page = await MetricsText.ReadAsync(host);

        Assert.Equal(1, page.Value(Calls, "outcome=\"ok\"", "transport=\"grpc\"", "lane=\"bulk\""));
        Assert.Equal(1, page.Value(Calls, "outcome=\"invalid\"", "transport=\"grpc\""));
        Assert.Equal(1, page.Value(Calls, "outcome=\"ok\"", "transport=\"http\"", "lane=\"interactive\""));
        Assert.Equal(2, page.Value(Clients, "client=\"local\"", "outcome=\"ok\""));
        Assert.Equal(1, page.Value(Rpcs, "status_code=\"OK\"", "rpc_method=\"detector.v1.DetectionService/Analyze\""));
        Assert.Equal(1, page.Value(Rpcs, "status_code=\"INVALID_ARGUMENT\"", "rpc_system_name=\"grpc\""));
        Assert.Equal(1, page.Value("detector_decode_errors_total", "reason=\"not_an_image\"", "format=\"unknown\""));
        Assert.Equal(0, page.Value("detector_persisted_bytes_total"));
    }

    [Fact]
    public async Task Analyze_UnknownMethodOrMissingKey_IsCountedWithBoundedNames()
    {
        await using var host = await ServerHost.StartAsync(new Dictionary<string, string?>
        {
            ["Access:Clients:0:Name"] = "partner", ["Access:Clients:0:KeyHashes:0"] = ApiKeys.HashText(Key),
            ["Access:Clients:0:ImagesPerSecond"] = "0.001", ["Access:Clients:0:ImageBurst"] = "1",
            ["Telemetry:Prometheus:Open"] = "true",
        });
        var headers = new Metadata { { "authorization", $"Bearer {Key}" } };
        await Assert.ThrowsAsync<RpcException>(async () => await host.Client.AnalyzeAsync(Requests.For()));
        await host.Client.AnalyzeAsync(Requests.For(), headers);
        await Assert.ThrowsAsync<RpcException>(async () => await host.Client.AnalyzeAsync(Requests.For(), headers));
        await CallUnknownAsync(host, headers);

        var page = await MetricsText.ReadAsync(host);

        Assert.Equal(1, page.Value(Refusals, "reason=\"no_credentials\"", "lane=\"none\""));
        Assert.Equal(1, page.Value(Refusals, "reason=\"rate_limited\"", "lane=\"bulk\""));
        Assert.Equal(0, page.Value(Refusals, "reason=\"queue_full\"", "lane=\"interactive\""));
        Assert.Equal(1, page.Value(Rpcs, "status_code=\"UNAUTHENTICATED\""));
        Assert.Equal(1, page.Value(Rpcs, "rpc_method=\"_OTHER\"", "status_code=\"UNIMPLEMENTED\""));
        Assert.Equal(1, page.Value(Clients, "client=\"partner\"", "outcome=\"refused\""));
        Assert.DoesNotContain("no-such-service", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Analyze_DeadlinePassesOrCallerLeaves_CountsOutcomesAndDrops()
    {
        using var backend = new HeldBackend();
        await using var host = await ServerHost.StartAsync(change: services => services.AddSingleton<IInferenceBackend>(backend));
        backend.Hold();
        using var leaving = new CancellationTokenSource();
        var left = host.Client.AnalyzeAsync(Requests.For(), cancellationToken: leaving.Token).ResponseAsync;
        await backend.EnteredAsync();
        using var late = await RawCall.AnalyzeAsync(host, timeout: "300m");
        Assert.Equal("4", late.Headers.GetValues("grpc-status").Single());
        await leaving.CancelAsync();
        await Assert.ThrowsAsync<RpcException>(() => left);
        // The device is held until the server knows: released before, it would score the picture of who has left.
        await Until.TrueAsync(() => Tells(host, "deadline_exceeded") && Tells(host, "cancelled"));
        backend.Release();
        var gate = host.Services.GetRequiredService<DrainGate>();
        await Until.TrueAsync(() => gate.InFlight == 0);

        var page = await MetricsText.ReadAsync(host);
        Assert.Equal(1, page.Value("detector_drops_total", "expired"));
        Assert.Equal(1, page.Value("detector_drops_total", "cancelled"));
        Assert.Equal(1, page.Value(Calls, "outcome=\"deadline\""));
        Assert.Equal(1, page.Value(Calls, "outcome=\"cancelled\""));
    }

    [Fact]
    public async Task Analyze_ServerDrains_CountsRefusals()
    {
        await using var host = await ServerHost.StartAsync();
        _ = host.Services.GetRequiredService<DrainGate>().Refuse();

        await Assert.ThrowsAsync<RpcException>(async () => await host.Client.AnalyzeAsync(Requests.For()));

        var page = await MetricsText.ReadAsync(host);
        Assert.Equal(1, page.Value(Refusals, "reason=\"draining\"", "lane=\"bulk\""));
        Assert.Equal(1, page.Value(Rpcs, "status_code=\"UNAVAILABLE\""));
    }

    private static bool Tells(ServerHost host, string reason) =>
        host.Log.Messages.Any(line => line.Contains($"Not scored: {reason}", StringComparison.Ordinal));

    private static async Task CallUnknownAsync(ServerHost host, Metadata headers)
    {
        var method = new Method<AnalyzeRequest, AnalyzeRequest>(
            MethodType.Unary, "no-such-service", "Method",
            Marshallers.Create(message => Array.Empty<byte>(), bytes => new AnalyzeRequest()),
            Marshallers.Create(message => Array.Empty<byte>(), bytes => new AnalyzeRequest()));
        var call = host.Channel().CreateCallInvoker().AsyncUnaryCall(
            method, null, new CallOptions(headers), new AnalyzeRequest());
        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal(StatusCode.Unimplemented, failure.StatusCode);
    }
}
