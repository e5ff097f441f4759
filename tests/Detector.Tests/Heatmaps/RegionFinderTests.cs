using Detector.Heatmaps;
using Detector.ModelPackages;
using FsCheck;
using FsCheck.Fluent;

namespace Detector.Tests.Heatmaps;

public sealed class RegionFinderTests
{
    private static readonly RegionsSpec Everything = new(0.5, 1, int.MaxValue);

    [Fact]
    public void Find_AnyMap_SharesOutAllCellsOverTheThreshold()
    {
        var grids =
            from columns in Gen.Choose(1, 30)
            from rows in Gen.Choose(1, 30)
            from missingX in Gen.Choose(0, 15)
            from missingY in Gen.Choose(0, 15)
            from values in Gen.ArrayOf(Gen.Choose(0, 100), columns * rows)
            select new HeatGrid(
                columns, rows, 16, 16, (columns * 16) - missingX, (rows * 16) - missingY,
                [.. values.Select(v => v / 100f)]);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(grids.ToArbitrary(), grid =>
        {
            var regions = RegionFinder.Find(grid, Everything);

            var over = Enumerable.Range(0, grid.Values.Length).Where(i => grid.Values[i] >= 0.5).ToArray();
            var area = over.Sum(i => grid.CellArea(i % grid.Columns, i / grid.Columns));
            var pixels = (double)grid.ImageWidth * grid.ImageHeight;
            Assert.Equal(area / pixels, regions.Sum(region => region.Area), 9);
            Assert.Equal(over.Length > 0, regions.Count > 0);
            Assert.All(regions, region =>
            {
                Assert.InRange(region.Score, 0.5, 1);
                Assert.InRange(region.X, 0, grid.ImageWidth - region.Width);
                Assert.InRange(region.Y, 0, grid.ImageHeight - region.Height);
                Assert.InRange(region.Area, 0, (region.Width * (double)region.Height / pixels) + 1e-9);
            });
        }));
    }

    [Fact]
    public void Find_CornersTouch_IsOneRegion()
    {
        var grid = Grid(
            "8..",
            ".6.",
            "..7");

        var region = Assert.Single(RegionFinder.Find(grid, Everything));

        Assert.Equal((0, 0, 30, 30), (region.X, region.Y, region.Width, region.Height));
        Assert.Equal(0.7, region.Score, 1e-6);
        Assert.Equal(3 / 9.0, region.Area, 9);
    }

    [Fact]
    public void Find_Several_ComeByMassNotByScore()
    {
        var grid = Grid(
            "9....",
            ".....",
            "66.77",
            "66.77");

        var regions = RegionFinder.Find(grid, Everything);

        Assert.Equal([(30, 20), (0, 20), (0, 0)], regions.Select(region => (region.X, region.Y)));
    }

    [Fact]
    public void Find_SmallAndSurplus_AreLeftOut()
    {
        var grid = Grid(
            "9.66.77.8",
            "..66.77..");

        Assert.Equal([50, 20], RegionFinder.Find(grid, new RegionsSpec(0.5, 2, 9)).Select(region => region.X));
        Assert.Equal([50], RegionFinder.Find(grid, new RegionsSpec(0.5, 1, 1)).Select(region => region.X));
    }

    [Fact]
    public void Find_RingAndSpiral_AreWholeRegions()
    {
        var grid = Grid(
            "7777777",
            "7.....7",
            "7.777.7",
            "7.7...7",
            "7.77777");

        Assert.Single(RegionFinder.Find(grid, Everything));
    }

    [Fact]
    public void Find_FractionalCells_CoverTheirPixelsInsideTheImage()
    {
        var grid = new HeatGrid(3, 2, 33.4, 20.5, 100, 41, [0, 0, 0, 0, 0, 1f]);

        var region = Assert.Single(RegionFinder.Find(grid, Everything));

        Assert.Equal((66, 20, 34, 21), (region.X, region.Y, region.Width, region.Height));
    }

    [Fact]
    public void Find_NothingOver_IsEmpty()
    {
        Assert.Empty(RegionFinder.Find(Grid("..4", "4.."), Everything));
    }

    /// <summary>A digit is a probability in tenths, a dot 0; cells are 10 x 10 pixels.</summary>
    private static HeatGrid Grid(params string[] rows)
    {
        var values = rows.SelectMany(row => row).Select(c => c == '.' ? 0f : (c - '0') / 10f).ToArray();
        return new HeatGrid(rows[0].Length, rows.Length, 10, 10, rows[0].Length * 10, rows.Length * 10, values);
    }
}
