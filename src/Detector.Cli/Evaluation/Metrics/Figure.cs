namespace Detector.Cli.Evaluation.Metrics;

/// <summary>A measured value with its 95 % interval.</summary>
/// <param name="Value">The value on the data as they are.</param>
/// <param name="Interval95">Lower and upper end; holds the value.</param>
internal sealed record Figure(double Value, IReadOnlyList<double> Interval95)
{
    private const int Digits = 5;

    /// <summary>A figure out of a value and what the bootstrap gave.</summary>
    /// <param name="value">On the data as they are.</param>
    /// <param name="draws">The same on data drawn anew; sorted by this.</param>
    public static Figure From(double value, double[] draws)
    {
        Array.Sort(draws);
        var (low, high) = (Quantile(draws, 0.025), Quantile(draws, 0.975));
        return new Figure(Round(value), [Round(Math.Min(low, value)), Round(Math.Max(high, value))]);
    }

    /// <summary>A figure out of a proportion and its Wilson interval.</summary>
    /// <param name="hits">How many.</param>
    /// <param name="count">Of how many, at least 1.</param>
    public static Figure Proportion(int hits, int count)
    {
        var (low, high) = Wilson(hits, count);
        return new Figure(Round((double)hits / count), [Round(low), Round(high)]);
    }

    /// <summary>The share of scores at or over a threshold, with its Wilson interval: a bootstrap of none has no width.</summary>
    /// <param name="scores">At least one.</param>
    /// <param name="threshold">Belongs to what is over it.</param>
    public static Figure Over(IEnumerable<double> scores, double threshold)
    {
        var all = scores.ToList();
        return Proportion(all.Count(score => score >= threshold), all.Count);
    }

    /// <summary>
    /// Wilson's score interval of a proportion at 95 % (Wilson 1927): (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 +
    /// z²/n).
    /// </summary>
    /// <param name="hits">How many.</param>
    /// <param name="count">Of how many, at least 1.</param>
    public static (double Low, double High) Wilson(int hits, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        const double z = 1.959963984540054;
        var p = (double)hits / count;
        var middle = p + (z * z / (2 * count));
        var half = z * Math.Sqrt((p * (1 - p) / count) + (z * z / (4.0 * count * count)));
        var whole = 1 + (z * z / count);
        return (Math.Max(0, (middle - half) / whole), Math.Min(1, (middle + half) / whole));
    }

    /// <summary>A quantile by linear interpolation between the sorted values (Hyndman and Fan 1996, type 7).</summary>
    /// <param name="sorted">In rising order, at least one.</param>
    /// <param name="share">0 to 1.</param>
    public static double Quantile(IReadOnlyList<double> sorted, double share)
    {
        var at = share * (sorted.Count - 1);
        var below = (int)at;
        var above = Math.Min(below + 1, sorted.Count - 1);
        return sorted[below] + ((at - below) * (sorted[above] - sorted[below]));
    }

    /// <summary>As it stands in reports: five digits behind the point.</summary>
    /// <param name="value">The value.</param>
    public static double Round(double value) => Math.Round(value, Digits) + 0.0;
}
