using System.Globalization;
using System.Text;
using System.Text.Json;
using Detector.Server.Analysis;
using Detector.Server.Rpc;
using Grpc.Core;

namespace Detector.Server.Security;

/// <summary>
/// Tells a caller that it is not let in, before any service has seen the call: in gRPC's words or in HTTP's.
/// </summary>
internal static class RefusalWriter
{
    private const string GrpcType = "application/grpc";

    /// <summary>True where the caller speaks gRPC.</summary>
    public static bool IsGrpc(HttpRequest request) =>
        request.ContentType?.StartsWith(GrpcType, StringComparison.OrdinalIgnoreCase) ?? false;

    /// <summary>Answers the call.</summary>
    /// <param name="context">The call; nothing of the answer may be sent yet.</param>
    /// <param name="failure">What is told.</param>
    public static Task WriteAsync(HttpContext context, CallFailure failure)
    {
        if (IsGrpc(context.Request))
        {
            WriteGrpc(context.Response, failure);
            return Task.CompletedTask;
        }

        return WriteHttpAsync(context, failure);
    }

    /// <summary>Status and details as headers without a body, which gRPC calls trailers-only.</summary>
    private static void WriteGrpc(HttpResponse response, CallFailure failure)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = GrpcType;
        response.Headers["grpc-status"] = ((int)failure.Code).ToString(CultureInfo.InvariantCulture);
        response.Headers["grpc-message"] = PercentEncode(failure.Message);
        response.Headers[StatusDetails.TrailerName] = StatusDetails.ToTrailer(failure);
    }

    private static async Task WriteHttpAsync(HttpContext context, CallFailure failure)
    {
        var response = context.Response;
        response.StatusCode = failure.Code switch
        {
            StatusCode.Unauthenticated => StatusCodes.Status401Unauthorized,
            StatusCode.ResourceExhausted => StatusCodes.Status429TooManyRequests,
            _ => StatusCodes.Status403Forbidden,
        };
        response.ContentType = "application/problem+json";
        if (failure.Code == StatusCode.Unauthenticated)
        {
            // RFC 6750, section 3: the error is named only where credentials came.
            response.Headers.WWWAuthenticate = failure.Reason == AccessReason.BadCredentials
                ? "Bearer realm=\"detector\", error=\"invalid_token\""
                : "Bearer realm=\"detector\"";
        }

        var seconds = failure.RetryAfter is { } wait ? Math.Max(1, Math.Ceiling(wait.TotalSeconds)) : (double?)null;
        response.Headers.RetryAfter = seconds?.ToString(CultureInfo.InvariantCulture);
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(Problem(failure, response.StatusCode), context.RequestAborted);
        }
    }

    /// <summary>Problem details of RFC 9457, as the HTTP side writes them.</summary>
    private static byte[] Problem(CallFailure failure, int status)
    {
        var problem = new Dictionary<string, object>
        {
            ["type"] = $"urn:detector:{failure.Reason}",
            ["title"] = $"{char.ToUpperInvariant(failure.Reason[0])}{failure.Reason[1..].Replace('_', ' ')}",
            ["status"] = status,
            ["detail"] = failure.Message,
            ["reason"] = failure.Reason,
        };
        if (failure.RetryAfter is { } wait)
        {
            problem["retry_after_seconds"] = Math.Round(wait.TotalSeconds, 3);
        }

        return JsonSerializer.SerializeToUtf8Bytes(problem);
    }

    /// <summary>Status messages of gRPC over HTTP/2: all but printable ASCII, and the per cent sign, as %XX.</summary>
    private static string PercentEncode(string message)
    {
        var text = new StringBuilder(message.Length);
        foreach (var value in Encoding.UTF8.GetBytes(message))
        {
            _ = value is >= 0x20 and <= 0x7E and not (byte)'%'
                ? text.Append((char)value)
                : text.Append(CultureInfo.InvariantCulture, $"%{value:X2}");
        }

        return text.ToString();
    }
}
