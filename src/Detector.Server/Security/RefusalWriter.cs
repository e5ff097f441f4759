using System.Globalization;
using System.Text;
using Detector.Server.Analysis;
using Detector.Server.Http;
using Detector.Server.Rpc;

namespace Detector.Server.Security;

/// <summary>
/// Tells a caller that it is not let in, before any service has seen the call: in gRPC's words or in HTTP's.
/// </summary>
internal static class RefusalWriter
{
    /// <summary>Answers the call.</summary>
    /// <param name="context">The call; nothing of the answer may be sent yet.</param>
    /// <param name="failure">What is told.</param>
    public static Task WriteAsync(HttpContext context, CallFailure failure)
    {
        if (GrpcCall.Is(context.Request))
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
        response.ContentType = GrpcCall.ContentType;
        response.Headers["grpc-status"] = ((int)failure.Code).ToString(CultureInfo.InvariantCulture);
        response.Headers["grpc-message"] = PercentEncode(failure.Message);
        response.Headers[StatusDetails.TrailerName] = StatusDetails.ToTrailer(failure);
    }

    private static Task WriteHttpAsync(HttpContext context, CallFailure failure)
    {
        if (failure.Reason == AccessReason.BadCredentials)
        {
            // RFC 6750, section 3: the error is named only where credentials came.
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"detector\", error=\"invalid_token\"";
        }

        return Problem.WriteAsync(context, failure);
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
