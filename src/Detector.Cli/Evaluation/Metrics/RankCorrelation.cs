namespace Detector.Cli.Evaluation.Metrics;

/// <summary>Spearman's rank correlation (Spearman 1904): Pearson's of the ranks, ties sharing their mean
/// rank.</summary>
internal static class RankCorrelation
{
    /// <summary>The correlation, -1 to 1; 0 where one side is constant.</summary>
    /// <param name="x">Values.</param>
    /// <param name="y">As many values.</param>
    public static double Of(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        var (a, b) = (Ranks(x), Ranks(y));
        var mean = (x.Count - 1) / 2.0;
        var (both, first, second) = (0.0, 0.0, 0.0);
        for (var i = 0; i < a.Length; i++)
        {
            both += (a[i] - mean) * (b[i] - mean);
            first += (a[i] - mean) * (a[i] - mean);
            second += (b[i] - mean) * (b[i] - mean);
        }

        return first > 0 && second > 0 ? both / Math.Sqrt(first * second) : 0;
    }

    /// <summary>Ranks from 0; ties share their mean.</summary>
    /// <param name="values">Values.</param>
    public static double[] Ranks(IReadOnlyList<double> values)
    {
        var order = Enumerable.Range(0, values.Count).OrderBy(i => values[i]).ToArray();
        var ranks = new double[values.Count];
        for (var start = 0; start < order.Length;)
        {
            var end = start;
            while (end < order.Length && values[order[end]] == values[order[start]])
            {
                end++;
            }

            for (var i = start; i < end; i++)
            {
                ranks[order[i]] = (start + end - 1) / 2.0;
            }

            start = end;
        }

        return ranks;
    }
}
