namespace Detector.Cli.Evaluation.Scoring;

/// <summary>Reasons for which something is left out, beside those of <see cref="AnalysisErrorReason"/>.
/// Stable.</summary>
internal static class ScoringReason
{
    /// <summary>The mask cannot be used: it marks nothing, or has another shape than its picture.</summary>
    public const string BadMask = "bad_mask";
}
