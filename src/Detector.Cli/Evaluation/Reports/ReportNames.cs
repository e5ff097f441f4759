using Detector.Cli.Evaluation.Data;

namespace Detector.Cli.Evaluation.Reports;

/// <summary>Words of the report.</summary>
internal static class ReportNames
{
    /// <summary>A label as the CSV has it.</summary>
    /// <param name="label">The label.</param>
    public static string Of(PictureLabel label) => label.ToString().ToLowerInvariant();
}
