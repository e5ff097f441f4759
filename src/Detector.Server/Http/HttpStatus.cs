using Detector.Batching;
using Detector.Server.Analysis;
using Grpc.Core;

namespace Detector.Server.Http;

/// <summary>Which HTTP status (RFC 9110) tells which failure.</summary>
internal static class HttpStatus
{
    /// <summary>The caller has gone before its answer: nobody reads this one, but logs show it.</summary>
    public const int ClientClosedRequest = 499;

    /// <summary>The status of a failure: some reasons have one of their own, others that of their gRPC code.</summary>
    public static int Of(CallFailure failure) => failure.Reason switch
    {
        AnalysisErrorReason.TooManyBytes => StatusCodes.Status413PayloadTooLarge,
        AnalysisErrorReason.UnsupportedFormat or HttpReasons.UnsupportedContentType =>
            StatusCodes.Status415UnsupportedMediaType,
        OverloadedException.QueueFull or OverloadedException.DeadlineUnreachable =>
            StatusCodes.Status503ServiceUnavailable,
        HttpReasons.MethodNotAllowed => StatusCodes.Status405MethodNotAllowed,
        HttpReasons.SlowRequest => StatusCodes.Status408RequestTimeout,
        _ => Of(failure.Code),
    };

    private static int Of(StatusCode code) => code switch
    {
        StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.OutOfRange => 400,
        StatusCode.Unauthenticated => 401,
        StatusCode.PermissionDenied => 403,
        StatusCode.NotFound => 404,
        StatusCode.AlreadyExists or StatusCode.Aborted => 409,
        StatusCode.ResourceExhausted => 429,
        StatusCode.Cancelled => ClientClosedRequest,
        StatusCode.Unimplemented => 501,
        StatusCode.Unavailable => 503,
        StatusCode.DeadlineExceeded => 504,
        _ => 500,
    };
}
