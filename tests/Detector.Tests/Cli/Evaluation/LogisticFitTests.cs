using Detector.Cli.Evaluation.Metrics;

namespace Detector.Tests.Cli.Evaluation;

public sealed class LogisticFitTests
{
    [Fact]
    public void Of_OneColumn_IsWhereNothingSmallIsBetter()
    {
        // The column is standard already, so that the penalised loss can be written down.
        double[][] rows = [[-1.5], [-0.5], [-0.5], [0.5], [0.5], [1.5]];
        rows = [.. rows.Select(row => new[] { row[0] / Math.Sqrt(5.5 / 6) })];
        bool[] labels = [false, false, true, false, true, true];
        var fit = LogisticFit.Of(rows, labels);
        var bias = fit.Logit([0]);
        var weight = fit.Logit([1]) - bias;

        foreach (var (dw, db) in new (double, double)[] { (1e-3, 0), (-1e-3, 0), (0, 1e-3), (0, -1e-3) })
        {
            Assert.True(Loss(weight, bias) < Loss(weight + dw, bias + db));
        }

        Assert.True(weight > 0.1);

        double Loss(double w, double b) => (w * w / 2) + rows.Zip(labels, (row, label) =>
            Math.Log(1 + Math.Exp(label ? -((w * row[0]) + b) : (w * row[0]) + b))).Sum();
    }

    [Fact]
    public void Of_ConstantColumn_SaysNothing()
    {
        var fit = LogisticFit.Of([[3, 1], [3, 2], [3, 3], [3, 4]], [false, false, true, true]);

        Assert.Equal(fit.Logit([3, 2.5]), fit.Logit([99, 2.5]), 12);
    }

    [Fact]
    public void CrossValidatedAuc_TellingColumn_FindsIt()
    {
        var figure = Auc(60, 1, (isFake, random) => [random.Unit() + (isFake ? 2 : 0), random.Unit()]);

        Assert.Equal(1, figure!.Value, 6);
    }

    [Fact]
    public void CrossValidatedAuc_Noise_IsChanceOnAverage()
    {
        var values = Enumerable.Range(1, 30).Select(seed => Auc(40, seed, (_, random) => [random.Unit(), random.Unit()])!.Value);

        Assert.InRange(values.Average(), 0.44, 0.56);
    }

    [Fact]
    public void CrossValidatedAuc_FewerThanTheFolds_IsNull() => Assert.Null(Auc(8, 1, (_, random) => [random.Unit()]));

    private static Figure? Auc(int count, int seed, Func<bool, SplitMix, double[]> row)
    {
        var random = new SplitMix((ulong)seed);
        bool[] labels = [.. Enumerable.Range(0, count).Select(i => i % 2 == 0)];
        return CrossValidatedAuc.Of(
            [.. labels.Select(label => row(label, random))], labels, seed, new Bootstrap(seed, 10), "test");
    }
}
