namespace Detector.Server.Analysis;

/// <summary>The reasons that the server itself gives, beside those of the library. Stable codes of the contract.</summary>
public static class FailureReason
{
    /// <summary>A field of the request is out of range.</summary>
    public const string InvalidField = "invalid_field";

    /// <summary>The caller's deadline or the server's own limit passed.</summary>
    public const string DeadlineExceeded = "deadline_exceeded";

    /// <summary>The server stops.</summary>
    public const string Draining = "draining";

    /// <summary>No device answers; the next picture tries again.</summary>
    public const string DeviceFailed = "device_failed";

    /// <summary>No model of that name is served.</summary>
    public const string NoSuchModel = "no_such_model";

    /// <summary>The caller has gone; nobody is told.</summary>
    public const string Cancelled = "cancelled";
}
