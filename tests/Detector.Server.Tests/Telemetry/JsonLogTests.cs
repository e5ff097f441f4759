using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Detector.Server.Tests.Support;
using Detector.Tests.Support;
using Grpc.Core;

namespace Detector.Server.Tests.Telemetry;

/// <summary>The log as programs read it.</summary>
public sealed class JsonLogTests
{
    private const int Scored = 1000;

    [Fact]
    public async Task Analyze_JsonIsAskedFor_WritesALineWithEventHashTimingsAndTrace()
    {
        using var package = TestPackage.Tiles();
        await using var server = ServerProcess.Start(
            package.Root, "--grpc", "127.0.0.1:0", "--http", "off", "--device", "cpu", "--model", package.Root,
            "--Telemetry:ConsoleLogs=Json");
        var client = await server.ClientAsync();
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        var headers = new Metadata { { "traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-00" } };

        await client.AnalyzeAsync(Requests.For("case-4713"), headers);
        Assert.Equal(0, await server.StopAsync());

        var lines = server.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        var scored = Assert.Single(lines, line => line.GetProperty("EventId").GetInt32() == Scored);
        Assert.Equal("Information", scored.GetProperty("LogLevel").GetString());
        var state = scored.GetProperty("State");
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(Requests.Picture)), state.GetProperty("Sha256").GetString());
        Assert.True(state.TryGetProperty("Inference", out _));
        Assert.Contains(
            scored.GetProperty("Scopes").EnumerateArray(),
            scope => scope.TryGetProperty("TraceId", out var id) && id.GetString() == trace);
        Assert.DoesNotContain("case-4713", server.Output, StringComparison.Ordinal);
    }
}
