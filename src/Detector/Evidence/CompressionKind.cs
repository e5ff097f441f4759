namespace Detector.Evidence;

/// <summary>What storing an image has cost it.</summary>
public enum CompressionKind
{
    /// <summary>Lossy, or not told cheaply: lossy WebP, AVIF, TIFF, and GIF with its palette.</summary>
    Unknown,

    /// <summary>Every pixel as it was given to the encoder: PNG and lossless WebP. What came before is not told.</summary>
    Lossless,

    /// <summary>JPEG, with a quality that the header tells.</summary>
    Jpeg,
}
