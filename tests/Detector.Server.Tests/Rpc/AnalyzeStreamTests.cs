using Detector.Inference;
using Detector.Server.Hosting;
using Detector.Server.Tests.Support;
using Detector.V1;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Detector.Server.Tests.Rpc;

/// <summary>Streams of pictures over real connections.</summary>
public sealed class AnalyzeStreamTests
{
    private static readonly Dictionary<string, string?> FourInFlight = new()
    {
        ["Server:MaxStreamImages"] = "4",
        ["Decoding:MaxBytes"] = "65536",
    };

    [Fact]
    public async Task AnalyzeStream_ManyWithBadOnesInside_AnswersEachReferenceOnce()
    {
        const int Count = 200;
        await using var host = await ServerHost.StartAsync(FourInFlight);
        using var call = host.Client.AnalyzeStream();
        var reading = call.ResponseStream.ToListAsync();

        for (var i = 0; i < Count; i++)
        {
            await call.RequestStream.WriteAsync(Bad(i) ?? Requests.For($"good-{i}"));
        }

        await call.RequestStream.CompleteAsync();
        var answers = await reading;

        Assert.Equal(Count, answers.Count);
        Assert.Equal(Count, answers.Select(answer => answer.ClientReference).Distinct().Count());
        Assert.All(answers, answer => Assert.Equal(
            answer.ClientReference.Split('-')[0], answer.Analysis is null ? answer.Failure.Reason : "good"));
        var failure = answers.First(answer => answer.Failure?.Reason == AnalysisErrorReason.TooManyBytes).Failure;
        Assert.Equal(((int)StatusCode.InvalidArgument, "image"), (failure.Code, failure.Field));
        Assert.Contains("65,536", failure.Message.Replace("65536", "65,536", StringComparison.Ordinal));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task AnalyzeStream_NothingSent_EndsWell()
    {
        await using var host = await ServerHost.StartAsync();
        using var call = host.Client.AnalyzeStream();

        await call.RequestStream.CompleteAsync();

        Assert.Empty(await call.ResponseStream.ToListAsync());
    }

    [Fact]
    public async Task AnalyzeStream_BadField_FailsThatPictureOnly()
    {
        await using var host = await ServerHost.StartAsync();
        using var call = host.Client.AnalyzeStream();
        var wrong = Requests.For("wrong");
        wrong.Priority = (Priority)9;

        await call.RequestStream.WriteAsync(wrong);
        await call.RequestStream.WriteAsync(Requests.For("right"));
        await call.RequestStream.CompleteAsync();
        var answers = (await call.ResponseStream.ToListAsync()).ToDictionary(answer => answer.ClientReference);

        Assert.Equal(("invalid_field", "priority"), (answers["wrong"].Failure.Reason, answers["wrong"].Failure.Field));
        Assert.NotNull(answers["right"].Analysis);
    }

    [Fact]
    public async Task AnalyzeStream_DeviceIsSlow_ReadsNoFurtherThanTheLimit()
    {
        var backend = new HeldBackend().Hold();
        await using var host = await ServerHost.StartAsync(
            FourInFlight, services => services.AddSingleton<IInferenceBackend>(backend));
        var gate = host.Services.GetRequiredService<DrainGate>();
        using var call = host.Client.AnalyzeStream();
        var reading = call.ResponseStream.ToListAsync();
        var most = 0;
        backend.OnRun = () => most = Math.Max(most, gate.InFlight);

        for (var i = 0; i < 20; i++)
        {
            await call.RequestStream.WriteAsync(Requests.For($"{i}"));
        }

        await Until.TrueAsync(() => gate.InFlight == 4);
        backend.Release();
        await call.RequestStream.CompleteAsync();

        Assert.Equal(20, (await reading).Count);
        Assert.Equal(4, most);
    }

    [Fact]
    public async Task AnalyzeStream_QueueIsFull_WaitsInsteadOfRefusing()
    {
        await using var host = await ServerHost.StartAsync(
            new Dictionary<string, string?> { ["Batching:MaxQueuedTiles"] = "1" });
        using var call = host.Client.AnalyzeStream();
        var reading = call.ResponseStream.ToListAsync();

        for (var i = 0; i < 30; i++)
        {
            await call.RequestStream.WriteAsync(Requests.For($"{i}"));
        }

        await call.RequestStream.CompleteAsync();

        Assert.All(await reading, answer => Assert.NotNull(answer.Analysis));
    }

    [Fact]
    public async Task AnalyzeStream_CallerGoes_EndsAllOfItsWork()
    {
        var backend = new HeldBackend().Hold();
        await using var host = await ServerHost.StartAsync(
            FourInFlight, services => services.AddSingleton<IInferenceBackend>(backend));
        var gate = host.Services.GetRequiredService<DrainGate>();
        using var stop = new CancellationTokenSource();
        using var call = host.Client.AnalyzeStream(cancellationToken: stop.Token);
        for (var i = 0; i < 6; i++)
        {
            await call.RequestStream.WriteAsync(Requests.For($"{i}"));
        }

        await Until.TrueAsync(() => gate.InFlight == 4);
        await stop.CancelAsync();

        await Until.TrueAsync(() => gate.InFlight == 0);
        Assert.Equal(4, host.Log.Messages.Count(line => line.StartsWith("Not scored: cancelled", StringComparison.Ordinal)));
        backend.Release();
        Assert.NotNull((await host.Client.AnalyzeAsync(Requests.For())).Analysis);
    }

    [Fact]
    public async Task AnalyzeStream_MessageThatIsNotRead_EndsTheStreamAfterTheAnswersBeforeIt()
    {
        await using var host = await ServerHost.StartAsync(FourInFlight);
        using var call = host.Client.AnalyzeStream();
        var answers = new List<string>();

        await call.RequestStream.WriteAsync(Requests.For("before"));
        try
        {
            await call.RequestStream.WriteAsync(Requests.OfBytes(3 << 20, "huge"));
            await call.RequestStream.CompleteAsync();
        }
        catch (RpcException)
        {
            // The server may have ended the call before all was sent.
        }

        var failure = await Failure.OfAsync(async () =>
        {
            while (await call.ResponseStream.MoveNext(CancellationToken.None))
            {
                answers.Add(call.ResponseStream.Current.ClientReference);
            }
        });

        Assert.Equal(["before"], answers);
        Assert.Equal((StatusCode.ResourceExhausted, AnalysisErrorReason.TooManyBytes), (failure.Code, failure.Reason));
    }

    [Fact]
    public async Task AnalyzeStream_Drain_AnswersWhatWasReadAndEndsUnavailable()
    {
        var backend = new HeldBackend().Hold();
        await using var host = await ServerHost.StartAsync(
            FourInFlight, services => services.AddSingleton<IInferenceBackend>(backend));
        using var call = host.Client.AnalyzeStream();
        await call.RequestStream.WriteAsync(Requests.For("first"));
        await call.RequestStream.WriteAsync(Requests.For("second"));
        await Until.TrueAsync(() => host.Services.GetRequiredService<DrainGate>().InFlight == 2);

        var stopping = host.StopAsync();
        await Until.TrueAsync(() => host.Services.GetRequiredService<DrainGate>().Refusing.IsCancellationRequested);
        backend.Release();
        var answers = new List<AnalyzeResponse>();
        var failure = await Failure.OfAsync(async () =>
        {
            while (await call.ResponseStream.MoveNext(CancellationToken.None))
            {
                answers.Add(call.ResponseStream.Current);
            }
        });
        await stopping;

        Assert.Equal(["first", "second"], answers.Select(answer => answer.ClientReference).Order());
        Assert.All(answers, answer => Assert.NotNull(answer.Analysis));
        Assert.Equal((StatusCode.Unavailable, "draining"), (failure.Code, failure.Reason));
        Assert.NotNull(failure.Retry);
    }

    private static AnalyzeRequest? Bad(int i) => (i % 10) switch
    {
        3 => Requests.For($"not_an_image-{i}", [1, 2, 3, 4]),
        5 => Requests.For($"corrupt_image-{i}", Requests.Picture[..^20]),
        8 => Requests.OfBytes(70_000, $"too_many_bytes-{i}"),
        _ => null,
    };
}
