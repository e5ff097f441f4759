using Detector.Heatmaps;

namespace Detector.Tests.Heatmaps;

public sealed class HeatGridTests
{
    [Fact]
    public void Coverage_UnseenCells_AreNotCounted()
    {
        var grid = new HeatGrid(4, 1, 8, 8, 32, 8, [0.9f, 0.1f, 0.9f, 0.9f], [true, true, false, false]);

        Assert.Equal(0.5, grid.Coverage(0.5));
        Assert.Equal(0.5, grid.CoveredShare);
    }

    [Fact]
    public void Coverage_ValueAtThreshold_Counts()
    {
        var grid = new HeatGrid(2, 1, 8, 8, 16, 8, [0.5f, 0.25f]);

        Assert.Equal(0.5, grid.Coverage(0.5));
        Assert.Equal(1, grid.CoveredShare);
    }

    [Fact]
    public void TopLogit_SmallMapOrUnseenCells_TakesTheHighestSeen()
    {
        var grid = new HeatGrid(2, 2, 8, 8, 16, 16, [0.2f, 0.5f, 0.9f, 0.6f], [true, true, false, true]);

        Assert.Equal(Math.Log(1.5), grid.TopLogit(256), 1e-6);
        Assert.Equal((Math.Log(1.5) + Math.Log(0.25)) / 3, grid.TopLogit(1), 1e-6);
    }

    [Fact]
    public void CellArea_LastCells_AreCutAtTheImage()
    {
        var grid = new HeatGrid(3, 2, 8, 8, 20, 13, new float[6]);

        Assert.Equal(64, grid.CellArea(0, 0));
        Assert.Equal(4 * 5, grid.CellArea(2, 1));
    }

    [Fact]
    public void Constructor_WrongNumberOfValues_Throws()
    {
        Assert.Throws<ArgumentException>(() => new HeatGrid(3, 2, 8, 8, 24, 16, new float[5]));
        Assert.Throws<ArgumentException>(() => new HeatGrid(3, 2, 8, 8, 24, 16, new float[6], new bool[5]));
    }
}
