namespace Detector.Batching;

/// <summary>How urgent an image is.</summary>
public enum Lane
{
    /// <summary>A machine waits for many answers. Has a fair share of the device, never none.</summary>
    Bulk,

    /// <summary>A person waits for the answer: goes before bulk.</summary>
    Interactive,
}
