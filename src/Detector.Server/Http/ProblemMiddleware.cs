using Detector.Decoding;
using Detector.Server.Analysis;
using Detector.Server.Hosting;
using Detector.Server.Rpc;
using Detector.Telemetry;
using Grpc.Core;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Detector.Server.Http;

/// <summary>
/// Tells every failure of an HTTP request as problem details: those that are thrown, and the bare 404 and 405 of
/// routing. Calls of gRPC pass through.
/// </summary>
/// <param name="next">The rest of the way.</param>
/// <param name="decoding">The limit of a picture, for messages.</param>
/// <param name="time">Clock.</param>
/// <param name="logger">Takes what nobody foresaw.</param>
internal sealed class ProblemMiddleware(
    RequestDelegate next, IOptions<DecodingOptions> decoding, TimeProvider time, ILogger<ProblemMiddleware> logger)
{
    private readonly RepeatLimit _limit = new(time);

    /// <summary>Runs the rest of the way and tells its failure.</summary>
    /// <param name="context">The request.</param>
    public async Task InvokeAsync(HttpContext context)
    {
        if (GrpcCall.Is(context.Request))
        {
            await next(context);
            return;
        }

        context.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            await next(context);
        }
        catch (Exception e) when (IsCallersEnd(e, context))
        {
            SayNothing(context);
            return;
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            await TellAsync(context, e);
            return;
        }

        if (!context.Response.HasStarted && context.Response.ContentType is null && Bare(context) is { } failure)
        {
            await Problem.WriteAsync(context, failure);
        }
    }

    private static bool IsCallersEnd(Exception failure, HttpContext context) =>
        failure is ConnectionResetException or ConnectionAbortedException ||
        (context.RequestAborted.IsCancellationRequested && failure is OperationCanceledException or IOException);

    /// <summary>Nobody listens any more; the status is for logs.</summary>
    private static void SayNothing(HttpContext context)
    {
        if (!context.Response.HasStarted)
        {
            context.Response.StatusCode = HttpStatus.ClientClosedRequest;
        }
    }

    private Task TellAsync(HttpContext context, Exception exception)
    {
        var failure = exception is BadHttpRequestException bad ? Broken(bad) : CallFailures.From(exception);
        if (failure.Reason == AnalysisErrorReason.Internal && exception is not CallFailedException &&
            _limit.Allows(logger))
        {
            logger.RequestBroke(exception, context.Request.Method, context.GetEndpoint()?.DisplayName ?? "no endpoint");
        }

        context.Response.Clear();
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Problem.WriteAsync(context, failure);
    }

    /// <summary>What the server itself found in the bytes of a request.</summary>
    private CallFailure Broken(BadHttpRequestException exception) => exception.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => HttpFailures.TooManyBytes(decoding.Value.MaxBytes).Failure,
        StatusCodes.Status408RequestTimeout => new CallFailure(
            StatusCode.DeadlineExceeded, HttpReasons.SlowRequest,
            "The request's body came too slowly: send it faster."),
        _ => HttpFailures.Malformed($"The request breaks the rules of HTTP: {exception.Message}").Failure,
    };

    /// <summary>What routing found; null where it is fine.</summary>
    private static CallFailure? Bare(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => new CallFailure(
            StatusCode.NotFound, HttpReasons.NoSuchPath,
            $"Nothing is served under {HttpFailures.Shorten(context.Request.Path)}: /openapi.json lists what is."),
        StatusCodes.Status405MethodNotAllowed => HttpFailures.Method(context, $"{context.Response.Headers.Allow}"),
        _ => null,
    };
}
