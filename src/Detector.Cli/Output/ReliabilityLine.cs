using System.Text.Json;
using System.Text.Json.Serialization;
using Detector.Calibration;
using Detector.ModelPackages;

namespace Detector.Cli.Output;

/// <summary>Reliability as it is written.</summary>
/// <param name="Compression">lossless, jpeg or unknown.</param>
/// <param name="JpegQuality">Estimated quality, 1 to 100; null for what is no JPEG.</param>
/// <param name="LongestSide">Longer side, pixels.</param>
/// <param name="Bucket">What was measured on such images; null where nothing was.</param>
/// <param name="NotMeasured">Why nothing was; null where there is a bucket.</param>
internal sealed record ReliabilityLine(
    string Compression, int? JpegQuality, int LongestSide, BucketLine? Bucket, string? NotMeasured)
{
    /// <summary>The line of a result.</summary>
    /// <param name="reliability">What the detector says.</param>
    public static ReliabilityLine From(Reliability reliability) => new(
        JsonNamingPolicy.SnakeCaseLower.ConvertName($"{reliability.Compression}"), reliability.JpegQuality,
        reliability.LongestSide, reliability.Bucket is { } bucket ? BucketLine.From(bucket) : null,
        reliability.NotMeasured);
}

/// <summary>One measured bucket, as the manifest states it.</summary>
/// <param name="JpegQuality">Lowest and highest estimated quality; null for lossless images.</param>
/// <param name="LongestSide">Smallest and largest longer side, pixels; the second null for no limit.</param>
/// <param name="TprAt1Fpr">Share of the manipulated images found at 1 % false alarms, 0 to 1.</param>
/// <param name="Interval95">Its 95 % interval.</param>
/// <param name="Positives">Manipulated images that it was measured on.</param>
/// <param name="Negatives">Real images that it was measured on.</param>
internal sealed record BucketLine(
    IReadOnlyList<int>? JpegQuality, IReadOnlyList<int?> LongestSide,
    [property: JsonPropertyName("tpr_at_1_fpr")] double TprAt1Fpr, IReadOnlyList<double> Interval95,
    int Positives, int Negatives)
{
    /// <summary>The line of a bucket.</summary>
    /// <param name="bucket">As the manifest states it.</param>
    public static BucketLine From(ReliabilitySpec bucket) => new(
        bucket.JpegQuality, bucket.LongestSide, bucket.TprAt1Fpr, bucket.Interval95, bucket.Positives, bucket.Negatives);
}
