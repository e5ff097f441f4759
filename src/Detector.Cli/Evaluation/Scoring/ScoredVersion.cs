using Detector.Cli.Evaluation.Metrics;

namespace Detector.Cli.Evaluation.Scoring;

/// <summary>What the model said about one version of a picture. Holds neither pixels nor maps.</summary>
/// <param name="Logit">Before calibration; what pictures are ranked by. Rounded, so that the order in which tiles
/// shared batches cannot show in a report.</param>
/// <param name="Score">Calibrated probability, 0 to 1.</param>
/// <param name="Traits">The file without its pixels.</param>
internal sealed record ScoredVersion(double Logit, double Score, FileTraits Traits)
{
    /// <summary>Share of the map over the manifest's threshold, 0 to 1; null without a map.</summary>
    public double? Coverage { get; init; }

    /// <summary>How the map fits the mask; null without map or mask.</summary>
    public CellFit? Fit { get; init; }

    /// <summary><see cref="Scoring.Sharpness"/> of what the model saw; null where nobody asked.</summary>
    public double? Sharpness { get; init; }
}
