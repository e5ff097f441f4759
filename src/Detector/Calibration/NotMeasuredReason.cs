namespace Detector.Calibration;

/// <summary>Stable codes for why no reliability can be told.</summary>
public static class NotMeasuredReason
{
    /// <summary>The model's package states no bucket at all.</summary>
    public const string NoBuckets = "no_buckets";

    /// <summary>The image is stored with a loss that its header does not tell: WebP, AVIF, TIFF, GIF.</summary>
    public const string UnknownCompression = "unknown_compression";

    /// <summary>No bucket holds this compression and size.</summary>
    public const string OutsideBuckets = "outside_buckets";
}
