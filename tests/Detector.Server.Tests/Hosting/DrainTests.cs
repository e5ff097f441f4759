using Detector.Inference;
using Detector.Server.Hosting;
using Detector.Server.Tests.Support;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Detector.Server.Tests.Hosting;

/// <summary>How the server stops.</summary>
public sealed class DrainTests
{
    [Fact]
    public async Task Stop_PictureInFlight_IsFinishedWhileNewOnesAreRefused()
    {
        var backend = new HeldBackend().Hold();
        await using var host = await ServerHost.StartAsync(change: services => services.AddSingleton<IInferenceBackend>(backend));
        var running = host.Client.AnalyzeAsync(Requests.For("running")).ResponseAsync;
        await backend.EnteredAsync();

        var stopping = host.StopAsync();
        await Until.TrueAsync(() => host.Services.GetRequiredService<DrainGate>().Refusing.IsCancellationRequested);
        var refused = await Failure.OfAsync(host.Client.AnalyzeAsync(Requests.For("new")));
        Assert.False(stopping.IsCompleted);
        backend.Release();

        Assert.Equal("running", (await running).ClientReference);
        await stopping;
        Assert.Equal((StatusCode.Unavailable, "draining"), (refused.Code, refused.Reason));
        Assert.True(refused.Retry!.RetryDelay.ToTimeSpan() > TimeSpan.Zero);
    }

    [Fact]
    public async Task Stop_WithDelay_SaysNotServingWhileItStillTakesPictures()
    {
        await using var host = await ServerHost.StartAsync(
            new Dictionary<string, string?> { ["Server:DrainDelaySeconds"] = "600" });
        var health = host.Services.GetRequiredService<ServerHealth>();
        Assert.True(health.IsReady);

        using var enough = new CancellationTokenSource();
        var stopping = host.App.StopAsync(enough.Token);
        await Until.TrueAsync(() => health.IsDraining);

        Assert.False(health.IsReady);
        Assert.NotNull((await host.Client.AnalyzeAsync(Requests.For())).Analysis);
        Assert.False(host.Services.GetRequiredService<DrainGate>().Refusing.IsCancellationRequested);
        await enough.CancelAsync();
        await stopping.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    [Fact]
    public async Task Stop_DrainTimeIsOver_AnswersUnavailable()
    {
        var backend = new HeldBackend().Hold();
        await using var host = await ServerHost.StartAsync(
            new Dictionary<string, string?> { ["Server:DrainSeconds"] = "0.2" },
            services => services.AddSingleton<IInferenceBackend>(backend));
        var running = host.Client.AnalyzeAsync(Requests.For());
        await backend.EnteredAsync();

        var stopping = host.StopAsync();
        var failure = await Failure.OfAsync(running);
        backend.Release();
        await stopping;

        Assert.Equal((StatusCode.Unavailable, "draining"), (failure.Code, failure.Reason));
        Assert.Contains(host.Log.Messages, line => line.Contains("1 pictures in flight are given up"));
    }

    [Fact]
    public async Task Stop_IdleStream_DoesNotHoldIt()
    {
        await using var host = await ServerHost.StartAsync(new Dictionary<string, string?> { ["Server:DrainSeconds"] = "3600" });
        using var call = host.Client.AnalyzeStream();
        await call.RequestStream.WriteAsync(Requests.For());
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        var next = call.ResponseStream.MoveNext(CancellationToken.None);

        await host.StopAsync();

        var failure = await Failure.OfAsync(() => next);
        Assert.Equal((StatusCode.Unavailable, "draining"), (failure.Code, failure.Reason));
    }

    [Fact]
    public async Task Gate_Refuse_IsIdleWhenTheLastOneLeaves()
    {
        using var gate = new DrainGate();
        Assert.True(gate.TryEnter() && gate.TryEnter());

        var idle = gate.Refuse();

        Assert.False(gate.TryEnter());
        Assert.Equal(2, gate.InFlight);
        gate.Leave();
        Assert.False(idle.IsCompleted);
        gate.Leave();
        await idle;
        Assert.Same(idle, gate.Refuse());
        Assert.False(gate.Over.IsCancellationRequested);
    }

    [Fact]
    public async Task Gate_ManyAtOnceWhileItShuts_LosesNobody()
    {
        for (var round = 0; round < 200; round++)
        {
            using var gate = new DrainGate();
            var inside = 0;
            var callers = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                while (gate.TryEnter())
                {
                    Interlocked.Increment(ref inside);
                    Interlocked.Decrement(ref inside);
                    gate.Leave();
                }
            })).ToArray();

            await gate.Refuse();
            Assert.Equal(0, Volatile.Read(ref inside));
            await Task.WhenAll(callers);
            Assert.Equal(0, gate.InFlight);
        }
    }
}
