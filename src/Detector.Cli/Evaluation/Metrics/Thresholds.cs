namespace Detector.Cli.Evaluation.Metrics;

/// <summary>The model's own thresholds on the calibrated score.</summary>
/// <param name="Inconclusive">From here on inconclusive.</param>
/// <param name="LikelyManipulated">From here on likely manipulated.</param>
internal sealed record Thresholds(double Inconclusive, double LikelyManipulated);
