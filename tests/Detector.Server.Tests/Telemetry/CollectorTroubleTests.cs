using System.Net;
using System.Net.Sockets;
using Detector.Server.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Detector.Server.Tests.Telemetry;

/// <summary>Whatever becomes of what is measured, callers notice nothing.</summary>
public sealed class CollectorTroubleTests
{
    private const int NotDelivered = 1121;

    [Theory]
    [InlineData("Grpc")]
    [InlineData("Http")]
    public async Task Analyze_NobodyListensAtTheCollector_AnswersAndSaysSoOnce(string protocol)
    {
        await using var host = await StartAsync($"http://127.0.0.1:{ClosedPort()}", protocol);

        for (var i = 0; i < 20; i++)
        {
            Assert.NotNull((await host.Client.AnalyzeAsync(Requests.For($"{i}"))).Analysis);
        }

        await MetricsAreLostAsync(host);

        // One more delivery of the metrics fails at the end, and is not said.
        await host.StopAsync();
        Assert.Single(Lost(host), line => line.Message.Contains("metrics", StringComparison.Ordinal));
        Assert.InRange(Lost(host).Count(), 1, 3);
        Assert.All(Lost(host), line => Assert.Equal(LogLevel.Warning, line.Level));
    }

    [Fact]
    public async Task Analyze_CollectorNeverAnswers_AnswersAndStopsInTime()
    {
        await using var collector = await OtlpReceiver.StartAsync(answers: false);
        await using var host = await StartAsync(collector.Address, "Grpc");

        // More than the queues of spans and log lines hold.
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 400), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, stop) =>
                Assert.NotNull((await host.Client.AnalyzeAsync(Requests.For($"{i}"), cancellationToken: stop)).Analysis));

        await host.StopAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Empty(collector.Spans);
        Assert.NotEmpty(collector.Headers);
    }

    [Fact]
    public async Task Deliver_CollectorComesBack_IsSaid()
    {
        var port = ClosedPort();
        await using var host = await StartAsync($"http://127.0.0.1:{port}", "Http");

        // Logs may be lost before the first metrics are sent, and only what was lost comes again.
        await MetricsAreLostAsync(host);

        using var listener = new HttpListener();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        _ = AnswerAllAsync(listener);

        await Until.TrueAsync(() => host.Log.Messages.Any(
            line => line.StartsWith("The collector takes metrics again", StringComparison.Ordinal)));
    }

    /// <summary>Until the listener is closed.</summary>
    private static async Task AnswerAllAsync(HttpListener listener)
    {
        while (listener.IsListening)
        {
            var context = await listener.GetContextAsync();
            context.Response.StatusCode = (int)HttpStatusCode.OK;
            context.Response.Close();
        }
    }

    private static Task MetricsAreLostAsync(ServerHost host) => Until.TrueAsync(
        () => Lost(host).Any(line => line.Message.Contains("metrics", StringComparison.Ordinal)));

    private static IEnumerable<LogLine> Lost(ServerHost host) => host.Log.All.Where(line => line.Id == NotDelivered);

    private static Task<ServerHost> StartAsync(string address, string protocol) => ServerHost.StartAsync(
        new Dictionary<string, string?>
        {
            ["Telemetry:Otlp:Endpoint"] = address,
            ["Telemetry:Otlp:Protocol"] = protocol,
            ["Telemetry:Otlp:IntervalSeconds"] = "1",
            ["Telemetry:Otlp:TimeoutSeconds"] = "1",
            ["Telemetry:TraceRatio"] = "1",
        });

    private static int ClosedPort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
