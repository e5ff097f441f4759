using System.Text;
using Detector.Client.Tests.Support;
using Detector.Tests.Support;
using Detector.V1;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;

namespace Detector.Client.Tests;

public sealed class DetectorClientTests
{
    private static readonly ReadOnlyMemory<byte> Image = Encoding.UTF8.GetBytes("image");

    [Fact]
    public async Task AnalyzeAsync_Settings_ReachTheServer()
    {
        await using var server = await ScriptedServer.StartAsync();
        using var client = Client(server.Address, options => options.ApiKey = "k1");

        var analysis = await client.AnalyzeAsync(
            Image, new AnalyzeSettings { Priority = Priority.Interactive, MapPng = true, Grid = true, OverlayPng = true });

        Assert.Equal("image", analysis.Sha256);
        var seen = Assert.Single(server.Seen);
        Assert.Equal(
            (Priority.Interactive, true, true, true),
            (seen.Priority, seen.WantMapPng, seen.WantGrid, seen.WantOverlayPng));
        Assert.Equal("Bearer k1", Assert.Single(server.Headers).GetValue("authorization"));
    }

    [Fact]
    public async Task AnalyzeAsync_NoSettings_AsksForTheScoreAloneAsBulk()
    {
        await using var server = await ScriptedServer.StartAsync();
        using var client = Client(server.Address);

        await client.AnalyzeAsync(Image);

        var seen = Assert.Single(server.Seen);
        Assert.Equal((Priority.Bulk, false), (seen.Priority, seen.WantMapPng || seen.WantGrid || seen.WantOverlayPng));
        Assert.Null(Assert.Single(server.Headers).GetValue("authorization"));
    }

    [Fact]
    public async Task AnalyzeAsync_InvalidArgument_FailsAtOnceWithReasonAndField()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnAnalyze = (_, _) => throw Script.Failure(
            StatusCode.InvalidArgument, "corrupt_image", "Cut off.", field: "image");
        using var client = Client(server.Address);

        var e = await Assert.ThrowsAsync<DetectorException>(() => client.AnalyzeAsync(Image));

        Assert.Equal(
            (StatusCode.InvalidArgument, "corrupt_image", "image", "Cut off."), (e.StatusCode, e.Reason, e.Field!, e.Message));
        Assert.Null(e.RetryAfter);
        Assert.Single(server.Seen);
    }

    [Fact]
    public async Task AnalyzeAsync_RetryInfo_WaitsThatLongAndNotLess()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnAnalyze = Script.FailsFirst(2, Script.Failure(
            StatusCode.ResourceExhausted, "queue_full", "Full.", TimeSpan.FromSeconds(3)));
        using var time = new ManualTimeProvider();
        using var client = Client(server.Address, options => options.Time = time);

        var call = client.AnalyzeAsync(Image);
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            await time.TimerStartedAsync();
            time.Advance(TimeSpan.FromSeconds(2.9));
            Assert.Equal(attempt, server.Seen.Count);
            Assert.False(call.IsCompleted);
            time.Advance(TimeSpan.FromSeconds(1.1));
        }

        Assert.Equal("image", (await call).Sha256);
        Assert.Equal(3, server.Seen.Count);
    }

    [Fact]
    public async Task AnalyzeAsync_RetryInfoPastTheTimeout_FailsWithTheServersReason()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnAnalyze = (_, _) => throw Script.Failure(
            StatusCode.ResourceExhausted, "deadline_unreachable", "Busy.", TimeSpan.FromSeconds(61));
        using var client = Client(server.Address);

        var e = await Assert.ThrowsAsync<DetectorException>(() => client.AnalyzeAsync(Image));

        Assert.Equal(("deadline_unreachable", TimeSpan.FromSeconds(61)), (e.Reason, e.RetryAfter));
        Assert.Single(server.Seen);
    }

    [Fact]
    public async Task AnalyzeAsync_UnavailableAlways_EndsAfterAllAttempts()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnAnalyze = (_, _) => throw Script.Failure(StatusCode.Unavailable, "device_failed", "Down.");
        using var client = Client(server.Address, options => options.MaxAttempts = 3);

        Assert.Equal("device_failed", (await Assert.ThrowsAsync<DetectorException>(() => client.AnalyzeAsync(Image))).Reason);
        Assert.Equal(3, server.Seen.Count);
    }

    [Fact]
    public async Task AnalyzeAsync_ServerHangs_FailsAtTheTimeout()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnAnalyze = async (_, context) =>
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            return new AnalyzeResponse();
        };
        using var client = Client(server.Address);

        var e = await Assert.ThrowsAsync<DetectorException>(
            () => client.AnalyzeAsync(Image, new AnalyzeSettings { Timeout = TimeSpan.FromMilliseconds(200) }));

        Assert.Equal((StatusCode.DeadlineExceeded, ClientReason.DeadlineExceeded), (e.StatusCode, e.Reason));
    }

    [Fact]
    public async Task AnalyzeAsync_Cancelled_TellsTheServerAndIsNoFailure()
    {
        await using var server = await ScriptedServer.StartAsync();
        var (began, gone) = (new TaskCompletionSource(), new TaskCompletionSource());
        server.OnAnalyze = async (request, context) =>
        {
            context.CancellationToken.Register(gone.SetResult);
            began.SetResult();
            await gone.Task;
            return Script.Answer(request);
        };
        using var client = Client(server.Address);
        using var stop = new CancellationTokenSource();

        var call = client.AnalyzeAsync(Image, cancellationToken: stop.Token);
        await began.Task;
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await gone.Task;
    }

    [Fact]
    public async Task AnalyzeAsync_NobodyListens_IsUnreachable()
    {
        var server = await ScriptedServer.StartAsync();
        await server.KillAsync();
        using var client = Client(server.Address);

        var e = await Assert.ThrowsAsync<DetectorException>(() => client.AnalyzeAsync(Image));

        Assert.Equal((StatusCode.Unavailable, ClientReason.Unreachable), (e.StatusCode, e.Reason));
        Assert.Contains("refused", e.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task AnalyzeAsync_AnotherKindOfServer_IsNotADetector()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();
        app.Urls.Add("http://127.0.0.1:0");
        await app.StartAsync();
        using var client = Client(app.Urls.Single());

        var e = await Assert.ThrowsAsync<DetectorException>(() => client.AnalyzeAsync(Image));

        Assert.Contains(e.Reason, new[] { ClientReason.NotADetector, ClientReason.Unreachable });
    }

    [Fact]
    public async Task AnalyzeAsync_ImageOverMaxMessageBytes_IsNotSent()
    {
        await using var server = await ScriptedServer.StartAsync();
        using var client = Client(server.Address, options => options.MaxMessageBytes = 64 * 1024);

        var e = await Assert.ThrowsAsync<DetectorException>(() => client.AnalyzeAsync(new byte[64 * 1024]));

        Assert.Equal((StatusCode.InvalidArgument, ClientReason.TooManyBytes, "image"), (e.StatusCode, e.Reason, e.Field!));
        Assert.Empty(server.Seen);
    }

    [Fact]
    public async Task AnalyzeAsync_MessageOverTheServersLimit_FailsWithoutRetries()
    {
        await using var server = await ScriptedServer.StartAsync();
        using var client = Client(server.Address);

        var e = await Assert.ThrowsAsync<DetectorException>(() => client.AnalyzeAsync(new byte[2 << 20]));

        Assert.Equal((StatusCode.ResourceExhausted, ClientReason.Unexplained), (e.StatusCode, e.Reason));
    }

    [Fact]
    public async Task AnalyzeAsync_ServerComesUpLater_IsReached()
    {
        var first = await ScriptedServer.StartAsync();
        await first.KillAsync();
        using var time = new ManualTimeProvider();
        using var client = Client(first.Address, options => (options.Time, options.MaxAttempts) = (time, 100));

        var call = client.AnalyzeAsync(Image);
        await time.TimerStartedAsync();
        await using var second = await ScriptedServer.StartAsync(first.Port);
        while (!call.IsCompleted)
        {
            // The channel has a wait of its own between two attempts to connect, by the system's clock.
            time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Delay(20);
        }

        Assert.Equal("image", (await call).Sha256);
    }

    [Fact]
    public async Task AnalyzeAsync_TwoServers_ShareTheCallsAndOneCanStop()
    {
        await using var one = await ScriptedServer.StartAsync();
        await using var other = await ScriptedServer.StartAsync();
        using var client = new DetectorClient(Options([one.Address, other.Address]));

        // Connections come up one after the other.
        while (one.Seen.IsEmpty || other.Seen.IsEmpty)
        {
            await client.AnalyzeAsync(Image);
        }

        var before = (one.Seen.Count, other.Seen.Count);
        for (var i = 0; i < 10; i++)
        {
            await client.AnalyzeAsync(Image);
        }

        Assert.Equal((before.Item1 + 5, before.Item2 + 5), (one.Seen.Count, other.Seen.Count));
        await other.KillAsync();
        for (var i = 0; i < 10; i++)
        {
            await client.AnalyzeAsync(Image);
        }

        Assert.True(one.Seen.Count >= before.Item1 + 15);
    }

    [Fact]
    public async Task AnalyzeAsync_OneOfTwoServersStops_TheOtherIsAskedWithoutTheLongWait()
    {
        await using var one = await ScriptedServer.StartAsync();
        await using var other = await ScriptedServer.StartAsync();
        one.OnAnalyze = (_, _) => throw Script.Failure(StatusCode.Unavailable, "draining", "Stops.", TimeSpan.FromHours(1));
        using var client = new DetectorClient(Options([one.Address, other.Address]));

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal("image", (await client.AnalyzeAsync(Image)).Sha256);
        }
    }

    [Fact]
    public async Task GetModelAsync_ByNameAndWithout_AsksTheServer()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnAnalyze = Script.FailsFirst(1, Script.Failure(StatusCode.Unavailable, "device_failed", "Down."));
        using var client = Client(server.Address);

        Assert.Equal("trace", (await client.GetModelAsync()).Model.Name);
        Assert.Equal("trace", Assert.Single(await client.ListModelsAsync()).Model.Name);
        var e = await Assert.ThrowsAsync<DetectorException>(() => client.GetModelAsync("other"));
        Assert.Equal((StatusCode.NotFound, "no_such_model"), (e.StatusCode, e.Reason));
    }

    private static DetectorClient Client(string address, Action<DetectorClientOptions>? change = null)
    {
        var options = Options([address]);
        change?.Invoke(options);
        return new DetectorClient(options);
    }

    private static DetectorClientOptions Options(IReadOnlyList<string> servers) => new()
    {
        Servers = servers,
        InitialBackoff = TimeSpan.FromMilliseconds(20),
    };
}
