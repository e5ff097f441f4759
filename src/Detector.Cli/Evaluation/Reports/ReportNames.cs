using Detector.Cli.Evaluation.Data;

namespace Detector.Cli.Evaluation.Reports;

/// <summary>Words of the report.</summary>
internal static class ReportNames
{
    /// <summary>A label as the CSV has it.</summary>
    /// <param name="label">The label.</param>
    public static string Of(PictureLabel label) => label.ToString().ToLowerInvariant();

    /// <summary>A range of JPEG qualities.</summary>
    /// <param name="range">Lowest and highest; null for lossless pictures.</param>
    public static string Quality(IReadOnlyList<int>? range) =>
        range is [var low, var high] ? $"{low} to {high}" : "lossless";

    /// <summary>A range of sides, pixels.</summary>
    /// <param name="range">Smallest and largest; null as the second for no limit.</param>
    public static string Side(IReadOnlyList<int?> range) =>
        range[1] is { } high ? $"{range[0]} to {high}" : $"{range[0]} and more";
}
