using Detector.Decoding;
using Detector.Server.Analysis;
using Detector.Server.Security;
using Detector.Server.Telemetry;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace Detector.Server.Http;

/// <summary>POST /v1/analyze: the contract's Analyze for those without gRPC.</summary>
/// <param name="calls">Scores it.</param>
/// <param name="decoding">The limit of the picture.</param>
/// <param name="time">The clock of time limits.</param>
internal sealed class AnalyzeEndpoint(ImageCallHandler calls, IOptions<DecodingOptions> decoding, TimeProvider time)
{
    /// <summary>Scores the picture in the body.</summary>
    /// <param name="context">The request.</param>
    /// <exception cref="CallFailedException">No answer; says why.</exception>
    /// <exception cref="OperationCanceledException">The caller has gone.</exception>
    public async Task HandleAsync(HttpContext context)
    {
        var query = AnalyzeQuery.Parse(context.Request.Query);
        var result = await ScoreAsync(context, query);
        context.Response.Headers.CacheControl = "no-store";
        var answer = AnalysisMapper.ToResponse(result, query.ClientReference, query.Grid);
        await AnswerJson.SendAsync(context.Response, answer, context.RequestAborted);
    }

    private async Task<AnalysisResult> ScoreAsync(HttpContext context, AnalyzeQuery query)
    {
        // The time limit begins with the request, so a slow upload is a part of it.
        DateTimeOffset? deadline = query.Timeout is { } limit ? time.GetUtcNow() + limit : null;
        using var image = await ReadAsync(context, query.Timeout);
        var call = new ImageCall
        {
            Image = image.Written,
            Client = context.ClientName(),
            Transport = Transport.Http,
            Lane = query.Lane,
            Deadline = deadline,
            MapPng = query.Map,
            OverlayPng = query.Overlay,
        };
        try
        {
            return await calls.HandleAsync(call, context.RequestAborted);
        }
        catch (Exception failure) when (!IsOver(failure))
        {
            image.Abandon();
            throw;
        }
    }

    /// <summary>
    /// True for failures that the analysis itself ends with. Others cut it off, and it may still read the picture.
    /// </summary>
    private static bool IsOver(Exception failure) => failure is CallFailedException
    {
        Failure.Code: StatusCode.InvalidArgument or StatusCode.ResourceExhausted,
    };

    private async Task<PooledBytes> ReadAsync(HttpContext context, TimeSpan? limit)
    {
        var maxBytes = decoding.Value.MaxBytes;
        if (limit is not { } wait)
        {
            return await ImageBody.ReadAsync(context.Request, maxBytes, context.RequestAborted);
        }

        using var expiry = new CancellationTokenSource(wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, expiry.Token);
        try
        {
            return await ImageBody.ReadAsync(context.Request, maxBytes, either.Token);
        }
        catch (OperationCanceledException expired)
            when (expiry.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            throw new CallFailedException(
                new CallFailure(
                    StatusCode.DeadlineExceeded, FailureReason.DeadlineExceeded,
                    $"The picture had not arrived after {wait.TotalMilliseconds:0} ms, the limit set by timeout_ms: " +
                    "send it faster or set a longer one."),
                expired);
        }
    }
}
