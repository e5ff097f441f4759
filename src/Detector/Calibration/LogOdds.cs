namespace Detector.Calibration;

/// <summary>Between probabilities and logits (log-odds).</summary>
internal static class LogOdds
{
    /// <summary>Probabilities are kept this far from 0 and 1, where the logit would be infinite.</summary>
    private const double Margin = 1e-7;

    /// <summary>The logistic function, 1 / (1 + e^-logit).</summary>
    public static double ToProbability(double logit) => 1 / (1 + Math.Exp(-logit));

    /// <summary>ln(p / (1 - p)), at most 16.1 from 0.</summary>
    public static double FromProbability(double probability)
    {
        var p = Math.Clamp(probability, Margin, 1 - Margin);
        return Math.Log(p / (1 - p));
    }
}
