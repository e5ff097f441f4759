namespace Detector.Batching;

/// <summary>Thrown at the door when an image is not taken in. Nothing of it was decoded.</summary>
/// <param name="reason">One of the constants of this class.</param>
/// <param name="message">What is full, the limit, and what to do.</param>
/// <param name="retryAfter">When another try may succeed.</param>
/// <param name="predictedWait">How long the image would have waited for the device at the measured rate.</param>
public sealed class OverloadedException(string reason, string message, TimeSpan retryAfter, TimeSpan predictedWait)
    : Exception(message)
{
    /// <summary>The queue holds as many tiles or bytes as it may.</summary>
    public const string QueueFull = "queue_full";

    /// <summary>At the measured rate the answer would come after the deadline.</summary>
    public const string DeadlineUnreachable = "deadline_unreachable";

    /// <summary>Stable reason code.</summary>
    public string Reason { get; } = reason;

    /// <summary>When another try may succeed.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;

    /// <summary>How long the image would have waited for the device at the measured rate.</summary>
    public TimeSpan PredictedWait { get; } = predictedWait;
}
