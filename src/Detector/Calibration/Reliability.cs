using Detector.Evidence;
using Detector.ModelPackages;

namespace Detector.Calibration;

/// <summary>What this image's compression and size do to the detector, as far as that was measured.</summary>
/// <param name="Compression">How the image is stored.</param>
/// <param name="JpegQuality">JPEG: estimated quality, 1 to 100; else null.</param>
/// <param name="LongestSide">Longer side, pixels.</param>
/// <param name="Bucket">The measured bucket that it belongs to; null where there is none.</param>
/// <param name="NotMeasured">Why there is none, a constant of <see cref="NotMeasuredReason"/>; null where there is one.</param>
public sealed record Reliability(
    CompressionKind Compression, int? JpegQuality, int LongestSide, ReliabilitySpec? Bucket, string? NotMeasured);
