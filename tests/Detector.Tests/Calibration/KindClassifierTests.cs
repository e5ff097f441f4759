using Detector.Calibration;
using Detector.Heatmaps;
using Detector.ModelPackages;

namespace Detector.Tests.Calibration;

public sealed class KindClassifierTests
{
    private static readonly KindsSpec ByCoverage =
        new() { Method = KindsMethod.MapCoverage, CellThreshold = 0.5, Midpoint = 0.6, Slope = 10 };

    [Theory]
    [InlineData(0, ManipulationKind.LocallyEdited, true)]
    [InlineData(5, ManipulationKind.LocallyEdited, true)]
    [InlineData(6, ManipulationKind.FullyGenerated, false)]
    [InlineData(10, ManipulationKind.FullyGenerated, false)]
    public void Classify_ByCoverage_SplitsAtTheMidpoint(int coveredTenths, ManipulationKind kind, bool meaningful)
    {
        var result = new KindClassifier(ByCoverage).Classify(0.9, Verdict.LikelyManipulated, Grid(coveredTenths));

        var share = 1 / (1 + Math.Exp(-10 * ((coveredTenths / 10.0) - 0.6)));
        Assert.Equal(kind, result.Kind);
        Assert.Equal(meaningful, result.MapMeaningful);
        Assert.Equal(0.9 * share, result.FullyGenerated, 12);
        Assert.Equal(0.9 * (1 - share), result.LocallyEdited, 12);
        Assert.Equal(0.1, result.None, 12);
    }

    [Fact]
    public void Classify_NoEvidence_NamesNoKind()
    {
        var result = new KindClassifier(ByCoverage).Classify(0.2, Verdict.NoEvidence, Grid(10));

        Assert.Equal(ManipulationKind.None, result.Kind);
        Assert.True(result.MapMeaningful);
        Assert.Equal(1, result.FullyGenerated + result.LocallyEdited + result.None, 12);
    }

    [Theory]
    [InlineData(ManipulationKind.FullyGenerated, 0.7, 0)]
    [InlineData(ManipulationKind.LocallyEdited, 0, 0.7)]
    public void Classify_Fixed_GivesAllToThatKind(ManipulationKind kind, double fully, double locally)
    {
        var kinds = new KindsSpec { Method = KindsMethod.Fixed, Kind = kind };

        var result = new KindClassifier(kinds).Classify(0.7, Verdict.Inconclusive, null);

        Assert.Equal(kind, result.Kind);
        Assert.Equal(fully, result.FullyGenerated, 12);
        Assert.Equal(locally, result.LocallyEdited, 12);
        Assert.False(result.MapMeaningful);
    }

    [Fact]
    public void Classify_FixedToNoKind_Throws()
    {
        var kinds = new KindsSpec { Method = KindsMethod.Fixed, Kind = ManipulationKind.None };

        Assert.Throws<InvalidOperationException>(
            () => new KindClassifier(kinds).Classify(0.7, Verdict.Inconclusive, null));
    }

    [Fact]
    public void Classify_ByCoverageWithoutMap_Throws()
    {
        Assert.Throws<ArgumentException>(
            () => new KindClassifier(ByCoverage).Classify(0.7, Verdict.Inconclusive, null));
    }

    private static HeatGrid Grid(int coveredTenths) =>
        new(10, 1, 16, 16, 160, 16, [.. Enumerable.Range(0, 10).Select(i => i < coveredTenths ? 0.5f : 0.49f)]);
}
