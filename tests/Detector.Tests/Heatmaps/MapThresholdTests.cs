using Detector.Heatmaps;
using Detector.ModelPackages;
using FsCheck;
using FsCheck.Fluent;

namespace Detector.Tests.Heatmaps;

public sealed class MapThresholdTests
{
    private const double BinWidth = 12.0 / 256;

    private static readonly RegionsSpec Own = new(0.5, 1, 16, OtsuWeight: 1);

    [Fact]
    public void Of_NoWeightOrFlatMap_IsTheManifests()
    {
        Assert.Equal(0.45, MapThreshold.Of(Grid(0.1f, 0.9f), new RegionsSpec(0.45)));
        Assert.Equal(0.5, MapThreshold.Of(Grid(0.3f, 0.3f, 0.3f), Own));
        Assert.Equal(0.5, MapThreshold.Of(Grid(0, 0, 0), Own));
    }

    [Fact]
    public void Of_TwoLevelsOnOneSideOfTheManifests_PartsThem()
    {
        var grid = Grid(0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.4f, 0.4f);

        Assert.InRange(MapThreshold.Of(grid, Own), 0.1, 0.4);
        Assert.Empty(RegionFinder.Find(grid, Own with { OtsuWeight = 0 }));
        Assert.Equal(60, Assert.Single(RegionFinder.Find(grid, Own)).X);
    }

    [Fact]
    public void Of_HalfTheWeight_LiesHalfwayInLogits()
    {
        var grid = Grid(0.01f, 0.01f, 0.2f);
        var (whole, half) = (MapThreshold.Of(grid, Own), MapThreshold.Of(grid, Own with { OtsuWeight = 0.5 }));

        Assert.Equal(Logit(whole) / 2, Logit(half), 1e-9);
    }

    [Fact]
    public void Of_UnseenCells_HaveNoSay()
    {
        float[] values = [0.2f, 0.2f, 0.6f, 0.6f, 0, 0, 0, 0];
        var grid = new HeatGrid(8, 1, 10, 10, 80, 10, values, [true, true, true, true, false, false, false, false]);

        Assert.Equal(MapThreshold.Of(Grid(0.2f, 0.2f, 0.6f, 0.6f), Own), MapThreshold.Of(grid, Own));
        Assert.NotEqual(MapThreshold.Of(Grid(values), Own), MapThreshold.Of(grid, Own));
    }

    [Fact]
    public void Of_AnyMap_PartsNoWorseThanAnyOtherThreshold()
    {
        var maps = Gen.ArrayOf(Gen.Choose(1, 99)).Where(cells => cells.Distinct().Count() > 1);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(maps.ToArbitrary(), cells =>
        {
            float[] values = [.. cells.Select(cell => cell / 100f)];

            var found = Between(values, Logit(MapThreshold.Of(Grid(values), Own)));

            // Both classes keep their values to the width of a bin.
            var best = cells.Distinct().Order().Skip(1).Max(cell => Between(values, Logit((cell - 0.5) / 100)));
            Assert.True(Math.Sqrt(found) >= Math.Sqrt(best) - BinWidth, $"{found} is less than {best}.");
        }));
    }

    /// <summary>Variance between the two classes that a threshold makes, in logits.</summary>
    private static double Between(float[] values, double threshold)
    {
        var parts = values.Select(value => Logit(value)).ToLookup(logit => logit >= threshold);
        if (!parts[true].Any() || !parts[false].Any())
        {
            return 0;
        }

        var share = parts[true].Count() / (double)values.Length;
        return share * (1 - share) * Math.Pow(parts[true].Average() - parts[false].Average(), 2);
    }

    private static double Logit(double probability) => Math.Log(probability / (1 - probability));

    private static HeatGrid Grid(params float[] values) => new(values.Length, 1, 10, 10, values.Length * 10, 10, values);
}
