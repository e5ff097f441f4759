using Detector.Evidence;
using Detector.ModelPackages;
using Detector.V1;

namespace Detector.Server.Analysis;

/// <summary>Reliability of the library in the contract's messages.</summary>
internal static class ReliabilityMapper
{
    /// <summary>What is known about pictures such as this one.</summary>
    /// <param name="reliability">The library's words for it.</param>
    public static Reliability ToReliability(Calibration.Reliability reliability) => new()
    {
        Compression = reliability.Compression switch
        {
            CompressionKind.Lossless => Compression.Lossless,
            CompressionKind.Jpeg => Compression.Jpeg,
            _ => Compression.Unspecified,
        },
        JpegQuality = reliability.JpegQuality ?? 0,
        LongestSide = reliability.LongestSide,
        Bucket = reliability.Bucket is { } bucket ? ToBucket(bucket) : null,
        NotMeasured = reliability.NotMeasured ?? "",
    };

    /// <summary>One measured bucket.</summary>
    /// <param name="bucket">As the manifest states it.</param>
    public static ReliabilityBucket ToBucket(ReliabilitySpec bucket) => new()
    {
        JpegQualityLow = bucket.JpegQuality?[0] ?? 0,
        JpegQualityHigh = bucket.JpegQuality?[1] ?? 0,
        LongestSideLow = bucket.LongestSide[0] ?? 0,
        LongestSideHigh = bucket.LongestSide[1] ?? 0,
        TprAt1Fpr = bucket.TprAt1Fpr,
        TprLow = bucket.Interval95[0],
        TprHigh = bucket.Interval95[1],
        Positives = bucket.Positives,
        Negatives = bucket.Negatives,
    };
}
