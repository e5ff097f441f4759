namespace Grpc.Core;

/// <summary>How a call ended: a code and, for a person, a sentence.</summary>
public readonly struct Status
{
    /// <summary>The call went well.</summary>
    public static readonly Status DefaultSuccess = new(StatusCode.OK, "");

    /// <summary>The call was given up by its caller.</summary>
    public static readonly Status DefaultCancelled = new(StatusCode.Cancelled, "");

    /// <summary>A status without a local cause.</summary>
    /// <param name="statusCode">How the call ended.</param>
    /// <param name="detail">What went wrong, in a sentence.</param>
    public Status(StatusCode statusCode, string detail)
        : this(statusCode, detail, null)
    {
    }

    /// <summary>A status with the exception behind it.</summary>
    /// <param name="statusCode">How the call ended.</param>
    /// <param name="detail">What went wrong, in a sentence.</param>
    /// <param name="debugException">The cause on this side of the wire; never sent.</param>
    public Status(StatusCode statusCode, string detail, Exception? debugException)
    {
        StatusCode = statusCode;
        Detail = detail;
        DebugException = debugException;
    }

    /// <summary>How the call ended.</summary>
    public StatusCode StatusCode { get; }

    /// <summary>What went wrong, in a sentence.</summary>
    public string Detail { get; }

    /// <summary>The cause on this side of the wire, if it is known.</summary>
    public Exception? DebugException { get; }

    /// <inheritdoc/>
    public override string ToString()
    {
        var cause = DebugException is { } debug ? $", DebugException=\"{debug.GetType()}: {debug.Message}\"" : "";
        return $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\"{cause})";
    }
}
