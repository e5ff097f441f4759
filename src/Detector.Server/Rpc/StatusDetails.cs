using System.Globalization;
using Detector.Server.Analysis;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace Detector.Server.Rpc;

/// <summary>Failures as gRPC tells them: a status, and google.rpc.Status with the details in a trailer.</summary>
internal static class StatusDetails
{
    /// <summary>Name of the trailer.</summary>
    public const string TrailerName = "grpc-status-details-bin";

    /// <summary>Key of the predicted wait in google.rpc.ErrorInfo, milliseconds.</summary>
    private const string PredictedWaitKey = "predicted_wait_ms";

    /// <summary>The exception with which a call ends.</summary>
    /// <param name="failure">What the caller is told.</param>
    public static RpcException ToException(CallFailure failure) => new(
        new Grpc.Core.Status(failure.Code, failure.Message),
        new Metadata { { TrailerName, ToStatus(failure).ToByteArray() } });

    /// <summary>The trailer's value as HTTP carries it.</summary>
    /// <param name="failure">What the caller is told.</param>
    public static string ToTrailer(CallFailure failure) => Convert.ToBase64String(ToStatus(failure).ToByteArray());

    private static Google.Rpc.Status ToStatus(CallFailure failure)
    {
        var status = new Google.Rpc.Status { Code = (int)failure.Code, Message = failure.Message };
        status.Details.Add(Any.Pack(ToErrorInfo(failure)));
        if (failure.Code == StatusCode.InvalidArgument)
        {
            status.Details.Add(Any.Pack(ToBadRequest(failure)));
        }

        if (failure.RetryAfter is { } after)
        {
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(after) }));
        }

        return status;
    }

    private static ErrorInfo ToErrorInfo(CallFailure failure)
    {
        // The field that is called reason today; the package still has its first name, under the same number.
        var info = new ErrorInfo { Domain = CallFailure.Domain, Reason = failure.Reason };
        if (failure.PredictedWait is { } wait)
        {
            info.Metadata.Add(
                PredictedWaitKey, Math.Ceiling(wait.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));
        }

        return info;
    }

    private static BadRequest ToBadRequest(CallFailure failure)
    {
        var request = new BadRequest();
        request.FieldViolations.Add(new BadRequest.Types.FieldViolation
        {
            Field = failure.Field ?? "",
            Description = failure.Message,
        });
        return request;
    }
}
