using Grpc.Core;

namespace Detector.Client;

/// <summary>
/// Why a call, or one image of many, got no answer, after the retries that could help. Branch on <see cref="Reason"/>; the
/// message is for people.
/// </summary>
public sealed class DetectorException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="statusCode">gRPC's code.</param>
    /// <param name="reason">Stable code.</param>
    /// <param name="message">What is wrong and what to do. Never holds image data.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public DetectorException(StatusCode statusCode, string reason, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        StatusCode = statusCode;
        Reason = reason;
    }

    /// <summary>gRPC's code.</summary>
    public StatusCode StatusCode { get; }

    /// <summary>Stable code: the server's, as listed in detector.proto, or one of <see cref="ClientReason"/>.</summary>
    public string Reason { get; }

    /// <summary>The field of the request that is to blame, such as image; null where none is.</summary>
    public string? Field { get; init; }

    /// <summary>When another try may succeed, as the server said; null where it did not.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>The reasons that the client itself gives, beside those of the contract.</summary>
public static class ClientReason
{
    /// <summary>No connection, or it broke before the answer.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>The server's certificate, or this client's, is not trusted.</summary>
    public const string Untrusted = "untrusted";

    /// <summary>Time was up before an answer came. The contract's own code.</summary>
    public const string DeadlineExceeded = "deadline_exceeded";

    /// <summary>The image is larger than MaxMessageBytes allows. The contract's own code.</summary>
    public const string TooManyBytes = "too_many_bytes";

    /// <summary>What answers there is no Detector of this contract.</summary>
    public const string NotADetector = "not_a_detector";

    /// <summary>An answer without a reason: that of a proxy, or of a broken server.</summary>
    public const string Unexplained = "unexplained";
}
