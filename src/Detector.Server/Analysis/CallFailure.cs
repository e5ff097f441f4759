using Grpc.Core;

namespace Detector.Server.Analysis;

/// <summary>Why a call got no answer, before it is told in gRPC's words or in HTTP's.</summary>
/// <param name="Code">Status code of gRPC.</param>
/// <param name="Reason">Stable code, as listed at DetectionService in the contract.</param>
/// <param name="Message">What is wrong, the limit, and what to do. Never holds image data.</param>
public sealed record CallFailure(StatusCode Code, string Reason, string Message)
{
    /// <summary>Whose codes the reasons are: the domain of google.rpc.ErrorInfo.</summary>
    public const string Domain = "detector.v1";

    /// <summary>The field that is to blame, such as image; null where none is.</summary>
    public string? Field { get; init; }

    /// <summary>When another try may succeed; null where none will, or the time is not known.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How long the picture would have waited for the device; null where that is not why.</summary>
    public TimeSpan? PredictedWait { get; init; }
}
