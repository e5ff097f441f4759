using Detector.ModelPackages;

namespace Detector.Calibration;

/// <summary>Turns the image's logit into a probability and that into a verdict band. Thread-safe.</summary>
/// <param name="calibration">The manifest's calibration.</param>
/// <param name="verdicts">The manifest's verdict bands.</param>
public sealed class Calibrator(CalibrationSpec calibration, VerdictsSpec verdicts)
{
    private readonly double _scale = calibration.Method == CalibrationMethod.None ? 1 : calibration.Scale;
    private readonly double _bias = calibration.Method == CalibrationMethod.None ? 0 : calibration.Bias;

    /// <summary>Calibrated probability of manipulated, 0 to 1: sigmoid(scale * logit + bias), Platt 1999.</summary>
    /// <param name="logit">The image's logit, a finite number.</param>
    /// <exception cref="AnalysisException">The logit is not finite (<c>inference_failed</c>).</exception>
    public double Probability(double logit)
    {
        if (!double.IsFinite(logit))
        {
            throw new AnalysisException(
                AnalysisErrorReason.InferenceFailed,
                $"The image's logit is {logit}, not a finite number: verify the model package on this device.");
        }

        return LogOdds.ToProbability((_scale * logit) + _bias);
    }

    /// <summary>The band of a calibrated probability; a threshold itself belongs to the band over it.</summary>
    /// <param name="probability">Calibrated probability, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is outside 0 to 1 or not a number.</exception>
    public Verdict Verdict(double probability)
    {
        if (probability is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(probability), probability, "A probability lies between 0 and 1.");
        }

        if (probability >= verdicts.LikelyManipulated.Threshold)
        {
            return Calibration.Verdict.LikelyManipulated;
        }

        return probability >= verdicts.Inconclusive.Threshold
            ? Calibration.Verdict.Inconclusive
            : Calibration.Verdict.NoEvidence;
    }
}
