using System.Text.Json.Serialization;

namespace Detector.ModelPackages;

/// <summary>How much of the manipulated images of one compression and size was found, on data that training never
/// saw.</summary>
/// <param name="JpegQuality">Lowest and highest estimated JPEG quality, 1 to 100, both inside; null for lossless
/// images.</param>
/// <param name="LongestSide">Smallest and largest longer side, pixels, both inside; the second null for no limit.</param>
/// <param name="TprAt1Fpr">Share of the manipulated images found at the threshold that 1 % of the real ones reach, 0 to
/// 1.</param>
/// <param name="Interval95">95 % interval of that share, 0 to 1: lower and upper end.</param>
/// <param name="Positives">How many manipulated images it was measured on.</param>
/// <param name="Negatives">How many real ones.</param>
public sealed record ReliabilitySpec(
    IReadOnlyList<int>? JpegQuality, IReadOnlyList<int?> LongestSide,
    [property: JsonPropertyName("tpr_at_1_fpr")] double TprAt1Fpr, IReadOnlyList<double> Interval95,
    int Positives, int Negatives)
{
    /// <summary>Whether images of this compression and size belong to it.</summary>
    /// <param name="jpegQuality">Estimated JPEG quality; null for a lossless image.</param>
    /// <param name="longestSide">Longer side, pixels.</param>
    public bool Holds(int? jpegQuality, int longestSide) =>
        (jpegQuality is { } quality
            ? JpegQuality is [var low, var high] && low <= quality && quality <= high
            : JpegQuality is null)
        && LongestSide[0] <= longestSide && longestSide <= (LongestSide[1] ?? int.MaxValue);
}
