using System.Diagnostics;
using Detector.Batching;
using Detector.Decoding;
using Detector.Inference;
using Detector.Server.Hosting;
using Detector.Server.Security;
using Detector.Server.Telemetry;
using Detector.Telemetry;
using Microsoft.Extensions.Options;

namespace Detector.Server.Analysis;

/// <summary>The way of every picture, whichever way it came in: limits, analyzer, one log line.</summary>
/// <param name="analyzer">Scores.</param>
/// <param name="decoder">Says how large a picture is.</param>
/// <param name="limits">What each client may ask for.</param>
/// <param name="health">Says how the device is.</param>
/// <param name="gate">Shut when the server stops.</param>
/// <param name="options">The server's own time limit.</param>
/// <param name="metrics">Counts.</param>
/// <param name="time">Clock.</param>
/// <param name="logger">Log.</param>
internal sealed class ImageCallHandler(
    ImageAnalyzer analyzer, IImageDecoder decoder, ClientLimits limits, ServerHealth health, DrainGate gate,
    IOptions<ServerOptions> options, ServerMetrics metrics, TimeProvider time, ILogger<ImageCallHandler> logger)
{
    /// <summary>
    /// Timers are not exact, and a caller's clock, which counts the way here too, ends its call a little before the server's.
    /// </summary>
    private static readonly TimeSpan DeadlineSlack = TimeSpan.FromMilliseconds(50);

    private readonly RepeatLimit _broken = new(time);

    private readonly TimeSpan _limit = TimeSpan.FromSeconds(options.Value.RequestSeconds);

    /// <summary>
    /// Scores one picture. Ends as soon as the caller has gone or time is up, even where the device hangs: after a failure the
    /// picture's bytes may still be read, so that they must not go back to a pool then.
    /// </summary>
    /// <param name="call">The picture, and how it is wanted.</param>
    /// <param name="cancellationToken">Cancelled when the caller has gone.</param>
    /// <exception cref="CallFailedException">What the caller is told.</exception>
    /// <exception cref="OperationCanceledException">The caller has gone.</exception>
    public async Task<AnalysisResult> HandleAsync(ImageCall call, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var span = call.MayWait ? ServerActivity.StartPicture() : null;
        try
        {
            var result = await ScoreAsync(call, cancellationToken);
            LogScored(call, result);
            Count(call, reason: null, started);
            return result;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !IsPast(call.Deadline))
        {
            LogNotScored(call, FailureReason.Cancelled, started);
            throw;
        }
        catch (Exception e)
        {
            var failure = FailureOf(e, call);
            if (failure.Reason == AnalysisErrorReason.Internal && _broken.Allows(logger))
            {
                logger.CallBroke(e, call.Client, TraceId());
            }

            LogNotScored(call, failure.Reason, started);
            throw new CallFailedException(failure, e);
        }
    }

    private async Task<AnalysisResult> ScoreAsync(ImageCall call, CancellationToken cancellationToken)
    {
        if (!gate.TryEnter())
        {
            throw new CallFailedException(CallFailures.Draining());
        }

        try
        {
            var ownDeadline = time.GetUtcNow() + _limit;
            var deadline = call.Deadline < ownDeadline ? call.Deadline.Value : ownDeadline;
            using var limit = new CancellationTokenSource(Remaining(deadline), time);
            using var any = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token, gate.Over);
            using var permit = await limits.AcquireAsync(call.Client, Megapixels(call.Image), call.MayWait, any.Token);
            return await analyzer.AnalyzeAsync(call.Image, Options(call, deadline), any.Token).WaitAsync(any.Token);
        }
        finally
        {
            gate.Leave();
        }
    }

    /// <summary>As the header states it; 0 for what is no picture: the analyzer says what is wrong with it.</summary>
    private double Megapixels(ReadOnlyMemory<byte> image)
    {
        try
        {
            var header = decoder.ReadHeader(image.Span);
            return header.Width * (double)header.Height / 1e6;
        }
        catch (AnalysisException)
        {
            return 0;
        }
    }

    private static AnalysisOptions Options(ImageCall call, DateTimeOffset deadline) => new()
    {
        MapPng = call.MapPng,
        OverlayPng = call.OverlayPng,
        Lane = call.Lane,
        Deadline = deadline,
        WhenFull = call.MayWait ? WhenFull.Wait : WhenFull.Refuse,
    };

    private TimeSpan Remaining(DateTimeOffset deadline)
    {
        var remaining = deadline - time.GetUtcNow();
        return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
    }

    private bool IsPast(DateTimeOffset? deadline) => deadline <= time.GetUtcNow() + DeadlineSlack;

    private CallFailure FailureOf(Exception exception, ImageCall call) => exception switch
    {
        OperationCanceledException or TimeoutException => WhyCancelled(call),
        AnalysisException { Reason: AnalysisErrorReason.InferenceFailed } when
            health.Current.Device?.State == DeviceState.Failed => CallFailures.DeviceFailed(),
        _ => CallFailures.From(exception),
    };

    private CallFailure WhyCancelled(ImageCall call)
    {
        if (IsPast(call.Deadline))
        {
            return CallFailures.DeadlineExceeded(
                "The deadline passed before the picture was scored. Allow more time, or send fewer pictures at once.");
        }

        return gate.Over.IsCancellationRequested
            ? CallFailures.Draining()
            : CallFailures.DeadlineExceeded(
                $"The server's own limit of {_limit.TotalSeconds:0.##} seconds for a picture passed (setting " +
                $"{ServerOptions.SectionName}:{nameof(ServerOptions.RequestSeconds)}). Send fewer at once, or a smaller one.");
    }

    private void LogScored(ImageCall call, AnalysisResult result)
    {
        var timings = result.Timings;
        logger.Scored(
            result.Sha256, result.Verdict, call.Image.Length, result.Width, result.Height, result.Tiles,
            timings.Total.TotalMilliseconds, timings.Decode.TotalMilliseconds, timings.Preprocess.TotalMilliseconds,
            timings.Queue.TotalMilliseconds, timings.Inference.TotalMilliseconds,
            timings.Postprocess.TotalMilliseconds, call.Client, call.Lane);
    }

    private void LogNotScored(ImageCall call, string reason, long started)
    {
        logger.NotScored(
            reason, call.Image.Length, time.GetElapsedTime(started).TotalMilliseconds, call.Client, call.Lane);
        Count(call, reason, started);
    }

    private void Count(ImageCall call, string? reason, long started) =>
        metrics.Answered(call.Lane, call.Transport, call.Client, reason, time.GetElapsedTime(started));

    private static string TraceId() => Activity.Current?.TraceId.ToString() ?? "none";
}
