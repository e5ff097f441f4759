using System.Globalization;
using Detector.Batching;
using Grpc.Core;

namespace Detector.Server.Analysis;

/// <summary>What callers are told for each way to fail. The only place that gives a failure its status code.</summary>
internal static class CallFailures
{
    /// <summary>Name of the request's field that holds the picture.</summary>
    public const string ImageField = "image";

    /// <summary>When a caller of a stopping server may try again: the time that a load balancer needs to notice.</summary>
    private static readonly TimeSpan DrainingRetry = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan DeviceRetry = TimeSpan.FromSeconds(5);

    /// <summary>The failure that an exception stands for. Words of unexpected exceptions never reach a caller.</summary>
    /// <param name="exception">Any.</param>
    public static CallFailure From(Exception exception) => exception switch
    {
        CallFailedException failed => failed.Failure,
        AnalysisException analysis => FromAnalysis(analysis),
        OverloadedException overloaded => FromOverload(overloaded),
        TimeoutException => DeadlineExceeded("The picture's time passed before it was scored. Allow more."),
        OperationCanceledException => new(StatusCode.Cancelled, FailureReason.Cancelled, "The call was cancelled."),
        _ => Internal(),
    };

    /// <summary>A field that is out of range.</summary>
    /// <param name="field">Its name in the contract.</param>
    /// <param name="message">The value, the limit and the fix.</param>
    public static CallFailure InvalidField(string field, string message) =>
        new(StatusCode.InvalidArgument, FailureReason.InvalidField, message) { Field = field };

    /// <summary>Time is up.</summary>
    /// <param name="message">Whose limit it was, and what to do.</param>
    public static CallFailure DeadlineExceeded(string message) =>
        new(StatusCode.DeadlineExceeded, FailureReason.DeadlineExceeded, message);

    /// <summary>The server stops.</summary>
    public static CallFailure Draining() => new(
        StatusCode.Unavailable, FailureReason.Draining, "This server is stopping. Try another one, or this one again later.")
    {
        RetryAfter = DrainingRetry,
    };

    /// <summary>The model runs nowhere.</summary>
    public static CallFailure DeviceFailed() => new(
        StatusCode.Unavailable,
        FailureReason.DeviceFailed,
        "The device that the model runs on has failed. The server tries to open it again: try later, or another server.")
    {
        RetryAfter = DeviceRetry,
    };

    /// <summary>A message so large that it was not read.</summary>
    /// <param name="maxBytes">Largest encoded picture, bytes.</param>
    public static CallFailure MessageTooLarge(long maxBytes) => new(
        StatusCode.ResourceExhausted,
        AnalysisErrorReason.TooManyBytes,
        $"The message is so large that it was not read. A picture may have {Number(maxBytes)} bytes: send a smaller copy.")
    {
        Field = ImageField,
    };

    /// <summary>Something broke that is no fault of the caller.</summary>
    public static CallFailure Internal() => new(
        StatusCode.Internal,
        AnalysisErrorReason.Internal,
        "The server failed on this call. The picture itself may be fine: try again, and if it stays, tell the server's " +
        "operators.");

    private static CallFailure FromAnalysis(AnalysisException exception) => exception.Reason switch
    {
        AnalysisErrorReason.Internal => Internal(),

        // Its message may hold words of the runtime.
        AnalysisErrorReason.InferenceFailed => new(
            StatusCode.Internal,
            exception.Reason,
            "The model could not score this picture, in a batch or alone. A copy in another size or format may do better."),
        _ => new(StatusCode.InvalidArgument, exception.Reason, exception.Message) { Field = ImageField },
    };

    private static CallFailure FromOverload(OverloadedException exception) => exception.Reason == FailureReason.Draining
        ? Draining()
        : new(StatusCode.ResourceExhausted, exception.Reason, exception.Message)
        {
            RetryAfter = exception.RetryAfter,
            PredictedWait = exception.PredictedWait,
        };

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
