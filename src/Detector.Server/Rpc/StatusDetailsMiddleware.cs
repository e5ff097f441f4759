using System.Globalization;
using Detector.Decoding;
using Detector.Server.Analysis;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Detector.Server.Rpc;

/// <summary>
/// Adds details to the failures that gRPC itself answers with, before a method is called: a message over the limit, a deadline.
/// </summary>
/// <param name="next">What handles the call.</param>
/// <param name="decoding">How large pictures may be.</param>
internal sealed class StatusDetailsMiddleware(RequestDelegate next, IOptions<DecodingOptions> decoding)
{
    private const string StatusName = "grpc-status";

    private readonly Func<object, Task> _complete = context => Complete((HttpContext)context, decoding.Value.MaxBytes);

    /// <summary>Handles one request.</summary>
    /// <param name="context">The request.</param>
    public Task InvokeAsync(HttpContext context)
    {
        if (GrpcCall.Is(context.Request))
        {
            // gRPC has its own limit, per message; this one would end a long stream.
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            {
                limit.MaxRequestBodySize = null;
            }

            context.Response.OnStarting(_complete, context);
        }

        return next(context);
    }

    /// <summary>An answer without a message carries its status in the headers.</summary>
    private static Task Complete(HttpContext context, long maxBytes)
    {
        var headers = context.Response.Headers;
        if (headers.TryGetValue(StatusName, out var text) && !headers.ContainsKey(StatusDetails.TrailerName) &&
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code) &&
            FailureOf((StatusCode)code, maxBytes) is { } failure)
        {
            headers[StatusDetails.TrailerName] = StatusDetails.ToTrailer(failure);
        }

        return Task.CompletedTask;
    }

    private static CallFailure? FailureOf(StatusCode code, long maxBytes) => code switch
    {
        StatusCode.ResourceExhausted => CallFailures.MessageTooLarge(maxBytes),
        StatusCode.DeadlineExceeded => CallFailures.DeadlineExceeded("The deadline passed before the answer was there."),
        StatusCode.Internal => CallFailures.Internal(),
        _ => null,
    };
}
