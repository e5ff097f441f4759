using Detector.Cli.Evaluation.Metrics;

namespace Detector.Tests.Cli.Evaluation;

public sealed class RankedSetTests
{
    private static readonly Thresholds Middle = new(0.4, 0.6);

    [Fact]
    public void Auc_ByHand_CountsRankedPairs()
    {
        // Fakes 3 and 1, reals 2 and 0: three of four pairs are right.
        Assert.Equal(0.75, Take(Measure.Auc, [3, 1], [2, 0]), 12);
    }

    [Fact]
    public void Auc_Ties_CountHalf() => Assert.Equal(0.5, Take(Measure.Auc, [1, 1], [1, 1, 1]), 12);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Auc_RandomWithTies_IsTheShareOfAllPairs(ulong seed)
    {
        var (fakes, reals) = Random(seed);
        var pairs = from fake in fakes from real in reals select fake > real ? 1 : fake == real ? 0.5 : 0;

        Assert.Equal(pairs.Average(), Take(Measure.Auc, fakes, reals), 12);
    }

    [Fact]
    public void Auc_Negated_IsOneLess()
    {
        var (fakes, reals) = Random(7);

        Assert.Equal(
            1 - Take(Measure.Auc, fakes, reals), Take(Measure.Auc, [.. fakes.Select(x => -x)], [.. reals.Select(x => -x)]), 12);
    }

    [Fact]
    public void AveragePrecision_ByHand_SumsPrecisionAtEachGainInRecall()
    {
        // Ranked F R F R: 1/2 * 1/1 + 1/2 * 2/3.
        Assert.Equal((0.5 * 1) + (0.5 * 2 / 3), Take(Measure.AveragePrecision, [4, 2], [3, 1]), 12);
    }

    [Fact]
    public void AveragePrecision_AllTied_IsTheShareOfFakes() =>
        Assert.Equal(0.25, Take(Measure.AveragePrecision, [5], [5, 5, 5]), 12);

    [Fact]
    public void TprAtFpr_FewReals_AllowsNoFalseAlarm()
    {
        // The fake tied with the highest real is not found.
        Assert.Equal(0.5, Take(Measure.TprAt1Fpr, [9, 8, 5, 1], [.. Enumerable.Range(0, 6).Select(x => (double)x)]), 12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void TprAtFpr_HundredReals_AllowsThatManyFalseAlarms(int allowed)
    {
        var measure = allowed == 1 ? Measure.TprAt1Fpr : Measure.TprAt5Fpr;
        double[] reals = [.. Enumerable.Range(1, 100).Select(x => (double)x)];

        // Just over and just under the highest real that may not be reached.
        Assert.Equal(1, Take(measure, [100 - allowed + 0.5], reals), 12);
        Assert.Equal(0, Take(measure, [100 - allowed - 0.5], reals), 12);
    }

    [Fact]
    public void TprAt5Fpr_SixtyReals_AllowsThree()
    {
        double[] reals = [.. Enumerable.Range(1, 60).Select(x => (double)x)];

        Assert.Equal(1, Take(Measure.TprAt5Fpr, [57.5], reals), 12);
    }

    [Fact]
    public void Thresholds_ScoresAtThem_CountAsReached()
    {
        var set = Scores([0.6, 0.4, 0.1], [0.6, 0.2]);
        var taken = set.Take();

        Assert.Equal(1.0 / 3, taken[(int)Measure.Found], 12);
        Assert.Equal(2.0 / 3, taken[(int)Measure.FoundOrInconclusive], 12);
        Assert.Equal(((1.0 / 3) + 0.5) / 2, taken[(int)Measure.BalancedAccuracy], 12);
        Assert.Equal(0.5, set.FalseAlarms.Value, 12);
    }

    [Fact]
    public void FalseAlarms_None_StillHasAnInterval()
    {
        var none = Scores([0.6], [0.2, 0.59]).FalseAlarms;

        // Wilson 1927: the upper end of 0 of 2 is z²/(2 + z²).
        Assert.Equal(0, none.Value);
        Assert.Equal(0, none.Interval95[0], 12);
        Assert.Equal(3.8416 / 5.8416, none.Interval95[1], 3);
    }

    [Fact]
    public void Ece_ScoresThatAreRight_IsZero()
    {
        // Even odds within one bin, whatever the counts are: 1 of 1 fake and 9 of 9 reals at 0.5.
        Assert.Equal(0, Scores([0.5], [.. Enumerable.Repeat(0.5, 9)]).Take()[(int)Measure.Ece], 12);
    }

    [Fact]
    public void Ece_TwoBins_WeighsTheirGaps()
    {
        // Fakes at 0.65 are all fake (gap 0.35), reals at 0.25 all real (gap 0.25), each with half of the weight.
        Assert.Equal(0.3, Scores([0.65, 0.65], [0.25]).Take()[(int)Measure.Ece], 12);
    }

    [Fact]
    public void Ece_SureAndWrong_IsOne() => Assert.Equal(1, Scores([0], [1]).Take()[(int)Measure.Ece], 12);

    [Fact]
    public void Nll_ByHand_IsTheMeanLossAtEvenOdds() => Assert.Equal(
        (-Math.Log(0.8) - ((Math.Log(0.9) + Math.Log(0.5)) / 2)) / 2, Scores([0.8], [0.1, 0.5]).Take()[(int)Measure.Nll], 12);

    [Fact]
    public void Nll_SureAndWrong_IsFinite() => Assert.Equal(-Math.Log(1e-6), Scores([0], [1]).Take()[(int)Measure.Nll], 6);

    [Fact]
    public void Take_PicturesCountedSeveralTimes_IsLikeRepeatingThem()
    {
        var once = Scores([0.7, 0.3], [0.5, 0.2, 0.1]);
        var repeated = Scores([0.7, 0.7, 0.3], [0.5, 0.2, 0.2, 0.2]);

        // Pictures 0 and 1 are the fakes.
        Assert.Equal(repeated.Take(), once.Take([2, 1, 1, 3, 0]), new Close());
    }

    [Fact]
    public void Constructor_OneClass_SaysWhatIsMissing()
    {
        var e = Assert.Throws<ArgumentException>(() => Scores([0.5], []));

        Assert.Contains("1 fakes and 0 reals", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Roc_Ties_AreOnePoint() => Assert.Equal(
        [(0, 0), (0, 0.5), (1, 1)], Ranked([2, 1], [1]).Roc());

    private static double Take(Measure measure, double[] fakes, double[] reals) => Ranked(fakes, reals).Take()[(int)measure];

    private static RankedSet Ranked(double[] fakes, double[] reals) => new(
        fakes.Select((logit, i) => new Observation(logit, 0.5, true, i))
            .Concat(reals.Select((logit, i) => new Observation(logit, 0.5, false, fakes.Length + i))), Middle);

    private static RankedSet Scores(double[] fakes, double[] reals) => new(
        fakes.Select((score, i) => new Observation(score, score, true, i))
            .Concat(reals.Select((score, i) => new Observation(score, score, false, fakes.Length + i))), Middle);

    private static (double[] Fakes, double[] Reals) Random(ulong seed)
    {
        var random = new SplitMix(seed);
        return ([.. Enumerable.Range(0, 40).Select(_ => (double)random.Below(12))],
            [.. Enumerable.Range(0, 55).Select(_ => (double)random.Below(10))]);
    }

    private sealed class Close : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) < 1e-12;

        public int GetHashCode(double obj) => 0;
    }
}
