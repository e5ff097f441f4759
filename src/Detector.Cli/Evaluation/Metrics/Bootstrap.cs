namespace Detector.Cli.Evaluation.Metrics;

/// <summary>
/// Percentile bootstrap (Efron 1979): pictures are drawn anew with replacement, as many as there are, fakes and reals
/// each among themselves. The percentile interval is widened where needed to hold the value itself, which measures that
/// lean to one side (ECE) would otherwise leave.
/// </summary>
/// <param name="seed">The run's seed.</param>
/// <param name="rounds">How often, at least 1.</param>
internal sealed class Bootstrap(int seed, int rounds)
{
    /// <summary>All measures of a set with their intervals.</summary>
    /// <param name="set">The pictures.</param>
    /// <param name="use">What it is for: each use has random numbers of its own.</param>
    /// <returns>Indexed by <see cref="Measure"/>.</returns>
    public Figure[] Measures(RankedSet set, string use) => Statistics(
        set.Take(), [set.Fakes, set.Reals], set.PictureLimit, times => set.Take(times), use);

    /// <summary>Several statistics of the same draws.</summary>
    /// <param name="values">On the data as they are.</param>
    /// <param name="strata">Numbers of pictures that are drawn among themselves.</param>
    /// <param name="limit">One past the largest number.</param>
    /// <param name="statistics">The statistics, given how often each picture counts.</param>
    /// <param name="use">What it is for.</param>
    public Figure[] Statistics(
        double[] values, IReadOnlyList<IReadOnlyList<int>> strata, int limit, Func<int[], double[]> statistics, string use)
    {
        var random = SplitMix.For(seed, use);
        var draws = values.Select(_ => new double[rounds]).ToArray();
        var times = new int[limit];
        for (var round = 0; round < rounds; round++)
        {
            Array.Clear(times);
            foreach (var stratum in strata)
            {
                for (var i = 0; i < stratum.Count; i++)
                {
                    times[stratum[random.Below(stratum.Count)]]++;
                }
            }

            var drawn = statistics(times);
            for (var i = 0; i < draws.Length; i++)
            {
                draws[i][round] = drawn[i];
            }
        }

        return [.. values.Zip(draws, Figure.From)];
    }

    /// <summary>A mean with its interval.</summary>
    /// <param name="values">One per picture, at least one.</param>
    /// <param name="use">What it is for.</param>
    public Figure Mean(IReadOnlyList<double> values, string use) => Statistics(
        [values.Average()], [[.. Enumerable.Range(0, values.Count)]], values.Count,
        times => [times.Zip(values, (count, value) => count * value).Sum() / values.Count], use)[0];

    /// <summary>
    /// What the calibration error would come to on as many pictures if the scores were right: labels are drawn from the
    /// scores themselves (consistency resampling, Bröcker and Smith 2007). It is never 0, and large for few pictures.
    /// </summary>
    /// <param name="set">The pictures.</param>
    /// <param name="use">What it is for.</param>
    public double EceIfCalibrated(RankedSet set, string use)
    {
        var random = SplitMix.For(seed, use + "/calibrated");
        double[][] scores = [.. set.Ranked.GroupBy(one => one.IsFake).Select(some => some.Select(one => one.Score).ToArray())];
        var sum = 0.0;
        for (var round = 0; round < rounds; round++)
        {
            var gaps = new double[RankedSet.Bins];
            for (var i = 0; i < set.Ranked.Count; i++)
            {
                // Even odds, as the measure has it.
                var some = scores[i % 2];
                var score = some[random.Below(some.Length)];
                gaps[RankedSet.Bin(score)] += score - (random.Unit() < score ? 1 : 0);
            }

            sum += gaps.Sum(Math.Abs) / set.Ranked.Count;
        }

        return Figure.Round(sum / rounds);
    }
}
