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
