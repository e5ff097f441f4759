namespace Detector.Batching;

/// <summary>What happens to an image for which there is no room.</summary>
public enum WhenFull
{
    /// <summary>It waits: for callers that are held back by waiting, such as streams and scans.</summary>
    Wait,

    /// <summary>It is refused at once with <see cref="OverloadedException"/>.</summary>
    Refuse,
}
