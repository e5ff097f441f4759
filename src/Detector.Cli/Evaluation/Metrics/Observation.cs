namespace Detector.Cli.Evaluation.Metrics;

/// <summary>One scored version of a picture, as the figures see it.</summary>
/// <param name="Logit">What pictures are ranked by.</param>
/// <param name="Score">Calibrated probability, 0 to 1.</param>
/// <param name="IsFake">Generated or edited.</param>
/// <param name="Picture">Number of the picture: versions of one picture are drawn together. All have one label.</param>
internal readonly record struct Observation(double Logit, double Score, bool IsFake, int Picture);
