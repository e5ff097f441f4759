using System.Net.Sockets;
using System.Security.Authentication;
using Detector.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using RpcStatus = Google.Rpc.Status;

namespace Detector.Client;

/// <summary>Failures of gRPC as <see cref="DetectorException"/>.</summary>
internal static class FailureReader
{
    private const string TrailerName = "grpc-status-details-bin";
    private const string Domain = "detector.v1";

    /// <summary>A failed call.</summary>
    /// <param name="exception">What gRPC says.</param>
    public static DetectorException From(RpcException exception) =>
        Details(exception) is { } details ? FromDetails(exception, details) : FromTransport(exception);

    /// <summary>A failed image of a stream.</summary>
    /// <param name="failure">What the server says.</param>
    public static DetectorException From(AnalysisFailure failure) => new(
        failure.Code is > 0 and <= (int)StatusCode.Unauthenticated ? (StatusCode)failure.Code : StatusCode.Unknown,
        failure.Reason.Length > 0 ? failure.Reason : ClientReason.Unexplained,
        failure.Message)
    {
        Field = NullIfEmpty(failure.Field),
        RetryAfter = Span(failure.RetryAfter),
    };

    /// <summary>Time is up on this side.</summary>
    /// <param name="timeout">How long it was.</param>
    public static DetectorException TimedOut(TimeSpan timeout) => new(
        StatusCode.DeadlineExceeded, ClientReason.DeadlineExceeded,
        $"No answer within {timeout.TotalSeconds:0.###} s, retries included. Allow more time, or send fewer images at once.");

    /// <summary>The connection is of no use.</summary>
    /// <param name="message">Why.</param>
    public static DetectorException Unreachable(string message) =>
        new(StatusCode.Unavailable, ClientReason.Unreachable, message);

    private static DetectorException FromDetails(RpcException exception, RpcStatus details)
    {
        var info = Find<ErrorInfo>(details);
        return new DetectorException(
            exception.StatusCode,
            info is { Domain: Domain, Reason.Length: > 0 } ? info.Reason : ClientReason.Unexplained,
            details.Message.Length > 0 ? details.Message : exception.Status.Detail,
            exception)
        {
            Field = NullIfEmpty(Find<BadRequest>(details)?.FieldViolations.FirstOrDefault()?.Field),
            RetryAfter = Span(Find<RetryInfo>(details)?.RetryDelay),
        };
    }

    /// <summary>A call that no Detector answered.</summary>
    private static DetectorException FromTransport(RpcException exception)
    {
        var causes = Causes(exception.Status.DebugException).ToArray();
        var words = causes.LastOrDefault()?.Message ?? exception.Status.Detail;
        if (causes.Any(cause => cause is AuthenticationException))
        {
            return new DetectorException(
                StatusCode.Unavailable, ClientReason.Untrusted,
                $"TLS: {words} Check the name in the address, and the roots.", exception);
        }

        if (causes.Any(cause => cause is HttpRequestException or IOException or SocketException))
        {
            return new DetectorException(
                StatusCode.Unavailable, ClientReason.Unreachable, $"The server cannot be reached: {words}", exception);
        }

        return exception.StatusCode switch
        {
            StatusCode.Unavailable => new(
                exception.StatusCode, ClientReason.Unreachable, $"No server can be reached: {words}", exception),
            StatusCode.DeadlineExceeded => new(
                exception.StatusCode, ClientReason.DeadlineExceeded, "The time for the call was up before its answer came.",
                exception),
            StatusCode.Unimplemented => new(
                exception.StatusCode, ClientReason.NotADetector, $"No Detector serves at this address: {words}", exception),
            _ => new(exception.StatusCode, ClientReason.Unexplained, $"{exception.StatusCode}: {words}", exception),
        };
    }

    private static RpcStatus? Details(RpcException exception)
    {
        try
        {
            return exception.Trailers.GetValueBytes(TrailerName) is { } bytes ? RpcStatus.Parser.ParseFrom(bytes) : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static T? Find<T>(RpcStatus status)
        where T : class, IMessage, new()
    {
        foreach (var detail in status.Details)
        {
            try
            {
                if (detail.TryUnpack<T>(out var found))
                {
                    return found;
                }
            }
            catch (InvalidProtocolBufferException)
            {
                // As good as absent.
            }
        }

        return null;
    }

    private static TimeSpan? Span(Duration? duration) =>
        duration is { Seconds: >= 0 and <= 86_400, Nanos: >= 0 and < 1_000_000_000 } ? duration.ToTimeSpan() : null;

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static IEnumerable<Exception> Causes(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            yield return exception;
        }
    }
}
