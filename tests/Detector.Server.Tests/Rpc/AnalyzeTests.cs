using System.Security.Cryptography;
using Detector.Inference;
using Detector.Server.Hosting;
using Detector.Server.Tests.Support;
using Detector.Tests.Support;
using Detector.V1;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Detector.Server.Tests.Rpc;

/// <summary>Single pictures over real connections.</summary>
public sealed class AnalyzeTests
{
    [Fact]
    public async Task Analyze_GoodPicture_AnswersAllThatWasAskedFor()
    {
        await using var host = await ServerHost.StartAsync();
        var request = Requests.For("ref-1");
        (request.WantGrid, request.WantMapPng, request.WantOverlayPng) = (true, true, true);
        request.Priority = Priority.Interactive;

        var response = await host.Client.AnalyzeAsync(request);

        Assert.Equal("ref-1", response.ClientReference);
        var analysis = response.Analysis;
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Requests.Picture)), analysis.Sha256);
        Assert.Equal((64, 64, "png"), (analysis.Width, analysis.Height, analysis.Format));

        // The model scores the mean of the picture, 128 / 255.
        Assert.Equal(1 / (1 + Math.Exp(-128 / 255.0)), analysis.Score, 1e-4);
        Assert.Equal(Verdict.Inconclusive, analysis.Verdict);
        Assert.Equal(Kind.LocallyEdited, analysis.Kind);
        Assert.Equal(1, analysis.Kinds.None + analysis.Kinds.FullyGenerated + analysis.Kinds.LocallyEdited, 1e-6);
        Assert.Equal((8, 8, 64), (analysis.Grid.Columns, analysis.Grid.Rows, analysis.Grid.Values.Count));
        Assert.Equal((8.0, 8.0, 1.0), (analysis.Grid.CellWidth, analysis.Grid.CellHeight, analysis.Grid.CoveredShare));
        Assert.Equal((64, 64), TestPng.ReadSize(analysis.MapPng.Span));
        Assert.Equal((64, 64), TestPng.ReadSize(analysis.OverlayPng.Span));
        Assert.Equal(("tiny-tiles", "1.2.3", "cpu"), (analysis.Model.Name, analysis.Model.Version, analysis.Device));
        Assert.Equal((1, 1.0), (analysis.Tiles, analysis.BatchTiles));
        Assert.Null(analysis.Reliability.Bucket);
        Assert.Equal("no_buckets", analysis.Reliability.NotMeasured);
        Assert.True(analysis.Timings.Total >= analysis.Timings.Inference && analysis.Timings.Inference > 0);
    }

    [Fact]
    public async Task Analyze_ModelWithBuckets_TellsWhatItFindsAmongSuchPictures()
    {
        await using var host = await ServerHost.StartAsync(package: TestPackage.TilesWithBuckets());

        var reliability = (await host.Client.AnalyzeAsync(Requests.For())).Analysis.Reliability;
        var model = await host.Client.GetModelAsync(new GetModelRequest());

        Assert.Equal(
            (Compression.Lossless, 0, 64, ""),
            (reliability.Compression, reliability.JpegQuality, reliability.LongestSide, reliability.NotMeasured));
        var bucket = reliability.Bucket;
        Assert.Equal((0, 0, 64, 0), (
            bucket.JpegQualityLow, bucket.JpegQualityHigh, bucket.LongestSideLow, bucket.LongestSideHigh));
        Assert.Equal((0.31, 0.18, 0.45, 120, 400), (
            bucket.TprAt1Fpr, bucket.TprLow, bucket.TprHigh, bucket.Positives, bucket.Negatives));
        Assert.Equal(bucket, model.Reliability[0]);
        Assert.Equal((70, 90, 64, 128), (
            model.Reliability[1].JpegQualityLow, model.Reliability[1].JpegQualityHigh,
            model.Reliability[1].LongestSideLow, model.Reliability[1].LongestSideHigh));
    }

    [Fact]
    public async Task Analyze_NothingExtraAsked_LeavesExtrasOut()
    {
        await using var host = await ServerHost.StartAsync();

        var analysis = (await host.Client.AnalyzeAsync(Requests.For())).Analysis;

        Assert.Null(analysis.Grid);
        Assert.True(analysis.MapPng.IsEmpty && analysis.OverlayPng.IsEmpty);
        var region = Assert.Single(analysis.Regions);
        Assert.Equal((0, 0, 64, 64, 1.0), (region.X, region.Y, region.Width, region.Height, region.Area));
    }

    public static TheoryData<string, byte[]> BadPictures => new()
    {
        { AnalysisErrorReason.NotAnImage, [] },
        { AnalysisErrorReason.NotAnImage, "This is no picture."u8.ToArray() },
        { AnalysisErrorReason.UnsupportedFormat, "BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0"u8.ToArray() },
        { AnalysisErrorReason.CorruptImage, TestPng.Plain(64, 64, 9)[..^30] },
        { AnalysisErrorReason.TooManyPixels, TestPng.Claiming(200_000, 200_000, 0) },
        { AnalysisErrorReason.TooSmall, TestPng.Plain(8, 80, 9) },
        { AnalysisErrorReason.TooManyBytes, new byte[70_000] },
    };

    [Theory]
    [MemberData(nameof(BadPictures))]
    public async Task Analyze_BadPicture_BlamesTheImage(string reason, byte[] picture)
    {
        await using var host = await ServerHost.StartAsync(new Dictionary<string, string?> { ["Decoding:MaxBytes"] = "65536" });

        var failure = await Failure.OfAsync(host.Client.AnalyzeAsync(Requests.For("r", picture)));

        Assert.Equal(StatusCode.InvalidArgument, failure.Code);
        Assert.Equal(reason, failure.Reason);
        Assert.Equal("image", failure.Field);
        Assert.Equal(failure.Message, failure.BadRequest!.FieldViolations[0].Description);
        Assert.Null(failure.Retry);
    }

    [Fact]
    public async Task Analyze_MessageThatIsNotRead_SaysTooManyBytesToo()
    {
        await using var host = await ServerHost.StartAsync(new Dictionary<string, string?> { ["Decoding:MaxBytes"] = "65536" });

        var failure = await Failure.OfAsync(host.Client.AnalyzeAsync(Requests.OfBytes(3 << 20)));

        Assert.Equal(StatusCode.ResourceExhausted, failure.Code);
        Assert.Equal(AnalysisErrorReason.TooManyBytes, failure.Reason);
    }

    [Fact]
    public async Task Analyze_ReferenceOverTheLimit_NamesFieldAndLimitButNotTheValue()
    {
        await using var host = await ServerHost.StartAsync();

        var failure = await Failure.OfAsync(host.Client.AnalyzeAsync(Requests.For(new string('ä', 129))));

        Assert.Equal((StatusCode.InvalidArgument, "invalid_field"), (failure.Code, failure.Reason));
        Assert.Equal("client_reference", failure.Field);
        Assert.Contains("258", failure.Message);
        Assert.Contains("256", failure.Message);
        Assert.DoesNotContain("ä", failure.Message);
        var longest = new string('ä', 128);
        Assert.Equal(longest, (await host.Client.AnalyzeAsync(Requests.For(longest))).ClientReference);
    }

    [Fact]
    public async Task Analyze_UnknownPriority_NamesTheKnownOnes()
    {
        await using var host = await ServerHost.StartAsync();
        var request = Requests.For();
        request.Priority = (Priority)7;

        var failure = await Failure.OfAsync(host.Client.AnalyzeAsync(request));

        Assert.Equal((StatusCode.InvalidArgument, "invalid_field", "priority"), (failure.Code, failure.Reason, failure.Field));
        Assert.Contains("is 7; allowed are 1 (interactive) and 2 (bulk)", failure.Message);
    }

    [Fact]
    public async Task Analyze_DeviceThrows_TellsNoInnerWords()
    {
        var backend = new HeldBackend { OnRun = () => throw new InvalidOperationException("secret of the runtime") };
        await using var host = await ServerHost.StartAsync(change: services => services.AddSingleton<IInferenceBackend>(backend));

        var failure = await Failure.OfAsync(host.Client.AnalyzeAsync(Requests.For()));

        Assert.Equal((StatusCode.Internal, "inference_failed"), (failure.Code, failure.Reason));
        Assert.DoesNotContain("secret", failure.Message);
    }

    [Fact]
    public async Task Analyze_NoDeviceAnswers_IsUnavailableWithATimeToTryAgain()
    {
        var backend = new HeldBackend { OnRun = () => throw new InvalidOperationException("gone") };
        await using var host = await ServerHost.StartAsync(change: services => services.AddSingleton<IInferenceBackend>(backend));
        host.Services.GetRequiredService<ServerHealth>().SetDevice(Devices.Status("cpu", DeviceState.Failed, "gone"));

        var failure = await Failure.OfAsync(host.Client.AnalyzeAsync(Requests.For()));

        Assert.Equal((StatusCode.Unavailable, "device_failed"), (failure.Code, failure.Reason));
        Assert.NotNull(failure.Retry);
    }

    [Fact]
    public async Task Analyze_ServersOwnLimitPasses_EndsWithItsDetailsWhileTheDeviceHangs()
    {
        var backend = new HeldBackend().Hold();
        await using var host = await ServerHost.StartAsync(
            new Dictionary<string, string?> { ["Server:RequestSeconds"] = "0.2" },
            services => services.AddSingleton<IInferenceBackend>(backend));

        var failure = await Failure.OfAsync(host.Client.AnalyzeAsync(Requests.For()));
        backend.Release();

        Assert.Equal((StatusCode.DeadlineExceeded, "deadline_exceeded"), (failure.Code, failure.Reason));
        Assert.Contains("Server:RequestSeconds", failure.Message);
    }

    [Fact]
    public async Task Analyze_CallersDeadlinePasses_IsToldWithItsDetails()
    {
        var backend = new HeldBackend().Hold();
        await using var host = await ServerHost.StartAsync(change: services => services.AddSingleton<IInferenceBackend>(backend));

        using var response = await RawCall.AnalyzeAsync(host, timeout: "300m");
        await Until.TrueAsync(() => host.Log.Messages.Any(line => line.Contains("Not scored: deadline_exceeded")));
        backend.Release();

        Assert.Equal("4", response.Headers.GetValues("grpc-status").Single());
        var details = response.Headers.GetValues("grpc-status-details-bin").Single().TrimEnd('=');
        var status = Google.Rpc.Status.Parser.ParseFrom(
            Convert.FromBase64String(details.PadRight((details.Length + 3) / 4 * 4, '=')));
        Assert.Equal("deadline_exceeded", status.Details[0].Unpack<Google.Rpc.ErrorInfo>().Reason);
    }

    [Fact]
    public async Task Analyze_CallerGoes_EndsTheWork()
    {
        var backend = new HeldBackend().Hold();
        await using var host = await ServerHost.StartAsync(change: services => services.AddSingleton<IInferenceBackend>(backend));
        using var stop = new CancellationTokenSource();
        var call = host.Client.AnalyzeAsync(Requests.For(), cancellationToken: stop.Token);
        await backend.EnteredAsync();

        await stop.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await Failure.OfAsync(call)).Code);
        await Until.TrueAsync(() => host.Log.Messages.Any(line => line.Contains("Not scored: cancelled")));
        backend.Release();
    }

    [Fact]
    public async Task Analyze_QueueIsFull_RefusesAtOnceWithATimeToTryAgain()
    {
        var backend = new HeldBackend().Hold();
        await using var host = await ServerHost.StartAsync(
            new Dictionary<string, string?> { ["Batching:MaxQueuedTiles"] = "1" },
            services => services.AddSingleton<IInferenceBackend>(backend));
        using var first = host.Client.AnalyzeAsync(Requests.For());
        await backend.EnteredAsync();

        var failure = await Failure.OfAsync(host.Client.AnalyzeAsync(Requests.For()));
        backend.Release();
        await first;

        Assert.Equal((StatusCode.ResourceExhausted, "queue_full"), (failure.Code, failure.Reason));
        Assert.True(failure.Retry!.RetryDelay.ToTimeSpan() > TimeSpan.Zero);
        Assert.True(double.Parse(failure.Metadata["predicted_wait_ms"]) >= 0);
    }

    [Fact]
    public async Task Analyze_GzippedRequest_IsScoredTheSame()
    {
        await using var host = await ServerHost.StartAsync();
        var request = Requests.For();
        request.WantGrid = true;

        var response = await host.Client.AnalyzeAsync(
            request, new Metadata { { "grpc-internal-encoding-request", "gzip" } });

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(request.Image.Span)), response.Analysis.Sha256);
        Assert.Equal(64, response.Analysis.Grid.Values.Count);
    }

    [Fact]
    public async Task Analyze_AnyPicture_LogsHashAndVerdictAndNothingOfTheCaller()
    {
        await using var host = await ServerHost.StartAsync();

        var response = await host.Client.AnalyzeAsync(Requests.For("name-of-a-person"));
        await Failure.OfAsync(host.Client.AnalyzeAsync(Requests.For("name-of-a-person", [1, 2, 3])));

        var line = Assert.Single(host.Log.All, line => line.Message.Contains(response.Analysis.Sha256));
        Assert.Contains("Inconclusive", line.Message);
        Assert.Contains("client local, Bulk", line.Message);
        Assert.Single(host.Log.Messages, message => message.Contains("Not scored: not_an_image; 3 bytes"));
        Assert.DoesNotContain(host.Log.Messages, message => message.Contains("name-of-a-person"));
    }
}
