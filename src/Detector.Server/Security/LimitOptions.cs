namespace Detector.Server.Security;

/// <summary>How much a client may ask for. 0, the default of each, is unlimited.</summary>
public sealed class LimitOptions
{
    /// <summary>Images per second in the long run, 0 to 1000000.</summary>
    public double ImagesPerSecond { get; set; }

    /// <summary>Images that may come at once, 0 to 1000000; 0 is those of one second, and at least 1.</summary>
    public double ImageBurst { get; set; }

    /// <summary>Megapixels (a million pixels each) per second in the long run, 0 to 1000000.</summary>
    public double MegapixelsPerSecond { get; set; }

    /// <summary>
    /// Megapixels that may come at once, 0 to 1000000; 0 is those of one second. A larger image is let in when the
    /// burst is there in full, and counts in full: what comes after it waits the longer.
    /// </summary>
    public double MegapixelBurst { get; set; }

    /// <summary>Images in work at the same time, 0 to 1000000.</summary>
    public int MaxConcurrent { get; set; }
}
