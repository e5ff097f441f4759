using Detector.Cli.Evaluation.Metrics;

namespace Detector.Tests.Cli.Evaluation;

public sealed class BootstrapTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Measures_AnyDraw_IntervalsHoldTheirValues(int seed)
    {
        var figures = new Bootstrap(seed, 200).Measures(Overlapping(30, (ulong)seed), "any");

        Assert.All(figures, figure => Assert.InRange(figure.Value, figure.Interval95[0], figure.Interval95[1]));
        var auc = figures[(int)Measure.Auc];
        Assert.True(auc.Interval95[0] < auc.Value && auc.Value < auc.Interval95[1]);
    }

    [Fact]
    public void Measures_SameSeed_AreTheSame()
    {
        var set = Overlapping(20, 5);

        Assert.Equal(Interval(1, "a"), Interval(1, "a"));
        Assert.NotEqual(Interval(1, "a"), Interval(2, "a"));
        Assert.NotEqual(Interval(1, "a"), Interval(1, "b"));

        double[] Interval(int seed, string use) => [.. new Bootstrap(seed, 100).Measures(set, use)[(int)Measure.Auc].Interval95];
    }

    [Fact]
    public void Measures_SixteenTimesThePictures_NarrowTheIntervalFourfold()
    {
        var ratio = Width(50) / Width(800);

        Assert.InRange(ratio, 2.8, 5.6);

        static double Width(int count)
        {
            var auc = new Bootstrap(3, 500).Measures(Overlapping(count, 11), "width")[(int)Measure.Auc];
            return auc.Interval95[1] - auc.Interval95[0];
        }
    }

    [Fact]
    public void Measures_VersionsOfOnePicture_AreDrawnTogether()
    {
        // Two reals, one over and one under all fakes, in 50 versions each: the AUC is 0, 0.5 or 1, and nothing between.
        var observations = Enumerable.Range(0, 50).SelectMany(_ => new[]
        {
            new Observation(1, 0.5, false, 0), new Observation(-1, 0.5, false, 1), new Observation(0, 0.5, true, 2),
        });

        var auc = new Bootstrap(1, 200).Measures(new RankedSet(observations, new Thresholds(0.5, 0.5)), "versions")[0];

        Assert.Equal((0.5, 0, 1), (auc.Value, auc.Interval95[0], auc.Interval95[1]));
    }

    [Fact]
    public void EceIfCalibrated_MorePictures_IsSmaller()
    {
        var bootstrap = new Bootstrap(1, 300);

        var (few, many) = (Overlapping(20, 1), Overlapping(500, 1));
        Assert.True(bootstrap.EceIfCalibrated(few, "few") > 2 * bootstrap.EceIfCalibrated(many, "many"));
    }

    [Theory]
    [InlineData(0, 10, 0, 0.27753)]
    [InlineData(5, 10, 0.23659, 0.76341)]
    [InlineData(10, 10, 0.72247, 1)]
    public void Proportion_KnownCounts_HaveWilsonsInterval(int hits, int count, double low, double high)
    {
        var figure = Figure.Proportion(hits, count);

        Assert.Equal((hits / (double)count, low, high), (figure.Value, figure.Interval95[0], figure.Interval95[1]));
    }

    [Fact]
    public void Quantile_BetweenValues_IsInterpolated()
    {
        Assert.Equal(2.5, Figure.Quantile([1, 2, 3, 4], 0.5), 12);
        Assert.Equal(1, Figure.Quantile([1, 2], 0), 12);
        Assert.Equal(2, Figure.Quantile([1, 2], 1), 12);
    }

    [Fact]
    public void SplitMix_KnownSeed_GivesThePublishedNumbers()
    {
        // The first outputs for the seed 1234567 in the reference implementation.
        var random = new SplitMix(1234567);

        Assert.Equal(
            [6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL],
            [random.Next(), random.Next(), random.Next()]);
    }

    [Fact]
    public void RankCorrelation_KnownCases_AreExact()
    {
        Assert.Equal(1, RankCorrelation.Of([1, 2, 3], [10, 20, 300]), 12);
        Assert.Equal(-1, RankCorrelation.Of([1, 2, 3], [3, 2, 1]), 12);
        Assert.Equal(0, RankCorrelation.Of([1, 2, 3], [5, 5, 5]), 12);
        // 1 - 6 * sum of squared rank differences / (n (n^2 - 1)), which holds without ties.
        Assert.Equal(1 - (6.0 * 4 / (4 * 15)), RankCorrelation.Of([1, 2, 3, 4], [2, 1, 4, 3]), 12);
        Assert.Equal([0.5, 0.5, 2], RankCorrelation.Ranks([7, 7, 9]));
    }

    private static RankedSet Overlapping(int each, ulong seed)
    {
        var random = new SplitMix(seed);
        return new RankedSet(
            Enumerable.Range(0, 2 * each).Select(i =>
            {
                var score = Math.Clamp((random.Unit() * 0.8) + (i < each ? 0.2 : 0), 0, 1);
                return new Observation(score, score, i < each, i);
            }),
            new Thresholds(0.4, 0.6));
    }
}
