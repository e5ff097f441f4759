using Detector.Batching;
using Detector.Server.Analysis;
using Detector.Server.Security;

namespace Detector.Server.Telemetry;

/// <summary>How a picture ended, in few words: the values of a tag.</summary>
internal static class CallOutcome
{
    /// <summary>It has its score.</summary>
    public const string Ok = "ok";

    /// <summary>It was turned away without being looked at: no room, a limit, the server stops.</summary>
    public const string Refused = "refused";

    /// <summary>The caller's fault: no picture, or none that is taken in.</summary>
    public const string Invalid = "invalid";

    /// <summary>The server's fault.</summary>
    public const string Failed = "failed";

    /// <summary>The caller left.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Its time passed.</summary>
    public const string Deadline = "deadline";

    /// <summary>Reasons of pictures that are turned away.</summary>
    public static IReadOnlyList<string> Refusals { get; } =
    [
        OverloadedException.QueueFull, OverloadedException.DeadlineUnreachable, FailureReason.Draining,
        AccessReason.RateLimited, AccessReason.TooManyCalls,
    ];

    /// <summary>How a picture ended.</summary>
    /// <param name="reason">Reason of its failure; null where it has its score.</param>
    public static string Of(string? reason) => reason switch
    {
        null => Ok,
        AccessReason.NoCredentials or AccessReason.BadCredentials or AccessReason.NotAllowed => Refused,
        FailureReason.Cancelled => Cancelled,
        FailureReason.DeadlineExceeded => Deadline,
        AnalysisErrorReason.Internal or AnalysisErrorReason.InferenceFailed or FailureReason.DeviceFailed => Failed,
        _ => Refusals.Contains(reason) ? Refused : Invalid,
    };
}
