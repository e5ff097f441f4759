using System.Diagnostics;
using Detector.Server.Rpc;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;

namespace Detector.Server.Telemetry;

/// <summary>
/// Measures every call of gRPC, and gives the span of a call its name. The first of all, so that calls that are refused are
/// seen too.
/// </summary>
/// <param name="next">The rest of the way.</param>
/// <param name="metrics">Where it is noted.</param>
/// <param name="time">Clock.</param>
internal sealed class CallTelemetryMiddleware(RequestDelegate next, ServerMetrics metrics, TimeProvider time)
{
    /// <summary>What the conventions call a method that nobody serves.</summary>
    private const string OtherMethod = "_OTHER";

    /// <summary>Handles one call.</summary>
    /// <param name="context">The call.</param>
    public async Task InvokeAsync(HttpContext context)
    {
        var span = Traced(context.Request);
        if (!GrpcCall.Is(context.Request))
        {
            await next(context);
            Describe(span, context);
            return;
        }

        var started = time.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            var method = Method(context);
            var status = Status(context);
            metrics.RpcEnded(method, RpcStatusNames.Of(status), time.GetElapsedTime(started));
            Describe(span, method, status);
        }
    }

    /// <summary>The span of a call that is about pictures; those of others, such as health, are not kept.</summary>
    private static Activity? Traced(HttpRequest request)
    {
        if (Activity.Current is not { IsAllDataRequested: true } span)
        {
            return null;
        }

        if (request.Path.StartsWithSegments("/v1") ||
            request.Path.Value?.StartsWith("/detector.", StringComparison.Ordinal) == true)
        {
            return span;
        }

        span.IsAllDataRequested = false;
        span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        return null;
    }

    private static void Describe(Activity? span, HttpContext context)
    {
        if (span is not null && context.GetEndpoint() is RouteEndpoint route)
        {
            span.DisplayName = $"{context.Request.Method} {route.RoutePattern.RawText}";
        }
    }

    private static void Describe(Activity? span, string method, StatusCode status)
    {
        if (span is null)
        {
            return;
        }

        span.DisplayName = method;
        span.SetTag(ServerInstruments.RpcSystem, "grpc").SetTag(ServerInstruments.RpcMethod, method)
            .SetTag(ServerInstruments.RpcStatus, RpcStatusNames.Of(status));
        if (RpcStatusNames.IsServersFault(status))
        {
            span.SetTag(ServerInstruments.ErrorType, RpcStatusNames.Of(status)).SetStatus(ActivityStatusCode.Error);
        }
    }

    private static string Method(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.FullName.TrimStart('/') ?? OtherMethod;

    /// <summary>In the trailers, or in the headers of an answer without a message; neither where the caller has gone.</summary>
    private static StatusCode Status(HttpContext context)
    {
        var trailers = context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers;
        var text = trailers?.GrpcStatus() ?? context.Response.Headers.GrpcStatus();
        return text is not null && Enum.TryParse<StatusCode>(text, out var status) ? status
            : context.RequestAborted.IsCancellationRequested ? StatusCode.Cancelled : StatusCode.Unknown;
    }
}
