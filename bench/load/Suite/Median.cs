namespace Detector.Load.Suite;

/// <summary>Ranks of short lists.</summary>
internal static class Median
{
    /// <summary>The middle one, or the mean of the two in the middle.</summary>
    /// <param name="values">At least one.</param>
    public static double Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        ArgumentOutOfRangeException.ThrowIfZero(sorted.Length, nameof(values));
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>
    /// Where the median of all that could have been drawn lies, with 95 % confidence: the order statistics at the middle
    /// less and more 0.98 square roots of the count, which no distribution is assumed for (Conover, Practical
    /// Nonparametric Statistics, 3.2).
    /// </summary>
    /// <param name="values">At least one; fewer than six give all of their range.</param>
    public static (double Low, double High) IntervalOf(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        ArgumentOutOfRangeException.ThrowIfZero(sorted.Length, nameof(values));
        var half = 0.98 * Math.Sqrt(sorted.Length);
        var low = (int)Math.Floor((sorted.Length / 2.0) - half) - 1;
        var high = (int)Math.Ceiling((sorted.Length / 2.0) + half);
        return (sorted[Math.Max(0, low)], sorted[Math.Min(sorted.Length - 1, high)]);
    }

    /// <summary>The value that a share of all does not exceed, by nearest rank.</summary>
    /// <param name="values">At least one.</param>
    /// <param name="percent">Over 0, up to 100.</param>
    public static double Percentile(IEnumerable<double> values, double percent)
    {
        var sorted = values.Order().ToArray();
        ArgumentOutOfRangeException.ThrowIfZero(sorted.Length, nameof(values));
        return sorted[Math.Max(1, (int)Math.Ceiling((percent / 100 * sorted.Length) - 1e-9)) - 1];
    }
}
