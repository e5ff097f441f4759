using Detector.Calibration;
using Detector.ModelPackages;
using FsCheck;
using FsCheck.Fluent;

namespace Detector.Tests.Calibration;

public sealed class CalibratorTests
{
    private static readonly VerdictsSpec Verdicts =
        new(new VerdictThreshold(0.4, 0.05, 1000), new VerdictThreshold(0.8, 0.01, 1000));

    [Fact]
    public void Probability_AnyTwoLogits_KeepTheirOrder()
    {
        var pairs =
            from a in Gen.Choose(-400, 400)
            from b in Gen.Choose(-400, 400)
            from scale in Gen.Choose(1, 50)
            from bias in Gen.Choose(-50, 50)
            select (Low: Math.Min(a, b) / 10.0, High: Math.Max(a, b) / 10.0, Scale: scale / 10.0, Bias: bias / 10.0);
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(pairs.ToArbitrary(), p =>
        {
            var calibrator = new Calibrator(
                new CalibrationSpec(CalibrationMethod.Platt, p.Scale, p.Bias), Verdicts);
            var low = calibrator.Probability(p.Low);
            var high = calibrator.Probability(p.High);

            Assert.InRange(low, 0, high);
            Assert.InRange(high, low, 1);
            Assert.True(calibrator.Verdict(low) <= calibrator.Verdict(high));
        }));
    }

    [Theory]
    [InlineData(CalibrationMethod.None, 0, 0.5)]
    [InlineData(CalibrationMethod.None, 2, 0.8807970779778823)]
    [InlineData(CalibrationMethod.Platt, 0.5, 0.5)]
    [InlineData(CalibrationMethod.Platt, 1.5, 0.8807970779778823)]
    [InlineData(CalibrationMethod.Platt, 1e6, 1)]
    [InlineData(CalibrationMethod.Platt, -1e6, 0)]
    public void Probability_KnownLogit_GivesTheKnownValue(CalibrationMethod method, double logit, double expected)
    {
        // With the method none, scale and bias are not looked at.
        var calibrator = new Calibrator(new CalibrationSpec(method, 2, -1), Verdicts);

        Assert.Equal(expected, calibrator.Probability(logit), 12);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void Probability_NotANumber_IsAnInferenceFailure(double logit)
    {
        var calibrator = new Calibrator(new CalibrationSpec(CalibrationMethod.None), Verdicts);

        var exception = Assert.Throws<AnalysisException>(() => calibrator.Probability(logit));

        Assert.Equal(AnalysisErrorReason.InferenceFailed, exception.Reason);
    }

    [Theory]
    [InlineData(0, Verdict.NoEvidence)]
    [InlineData(0.3999, Verdict.NoEvidence)]
    [InlineData(0.4, Verdict.Inconclusive)]
    [InlineData(0.7999, Verdict.Inconclusive)]
    [InlineData(0.8, Verdict.LikelyManipulated)]
    [InlineData(1, Verdict.LikelyManipulated)]
    public void Verdict_AtAndAroundThresholds_FallsInTheBand(double probability, Verdict expected)
    {
        var calibrator = new Calibrator(new CalibrationSpec(CalibrationMethod.None), Verdicts);

        Assert.Equal(expected, calibrator.Verdict(probability));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-0.01)]
    [InlineData(1.01)]
    public void Verdict_NoProbability_Throws(double probability)
    {
        var calibrator = new Calibrator(new CalibrationSpec(CalibrationMethod.None), Verdicts);

        Assert.Throws<ArgumentOutOfRangeException>(() => calibrator.Verdict(probability));
    }
}
