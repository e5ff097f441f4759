using Detector.Decoding;
using Detector.Heatmaps;
using Detector.Tests.Preprocessing;

namespace Detector.Tests.Heatmaps;

public sealed class HeatmapRendererTests
{
    [Theory]
    [InlineData(0f, 0)]
    [InlineData(0.3f, 77)]
    [InlineData(1f, 255)]
    public void RenderGray_ConstantGrid_StaysConstant(float probability, byte expected)
    {
        var values = new float[35];
        Array.Fill(values, probability);
        var grid = new HeatGrid(7, 5, 16, 16, 100, 75, values);

        Assert.All(HeatmapRenderer.RenderGray(grid, 100, 75), level => Assert.Equal(expected, level));
    }

    [Theory]
    [InlineData(100, 75)]
    [InlineData(37, 90)]
    [InlineData(301, 8)]
    public void RenderGray_AnySize_EqualsThePlainInterpolation(int width, int height)
    {
        var values = Enumerable.Range(0, 35).Select(i => (i * 17 % 35) / 34f).ToArray();
        var grid = new HeatGrid(7, 5, 15, 16, 100, 75, values);

        var levels = HeatmapRenderer.RenderGray(grid, width, height);

        for (var i = 0; i < levels.Length; i++)
        {
            var x = ((i % width) + 0.5) * 100 / width / 15;
            var y = ((i / width) + 0.5) * 75 / height / 16;
            Assert.InRange(levels[i] - (255 * Interpolate(grid, x, y)), -0.51, 0.51);
        }
    }

    [Fact]
    public void RenderGray_SingleCell_Works()
    {
        var levels = HeatmapRenderer.RenderGray(new HeatGrid(1, 1, 16, 16, 9, 9, [1f]), 9, 9);

        Assert.Equal(81, levels.Count(level => level == 255));
    }

    [Fact]
    public void RenderOverlay_ZeroMap_IsTheImageInGrey()
    {
        using var image = TestPixels.Pattern(50, 40);
        var grid = new HeatGrid(4, 3, 16, 16, 50, 40, new float[12]);

        using var overlay = HeatmapRenderer.RenderOverlay(image, grid);

        for (var y = 0; y < 40; y++)
        {
            for (var x = 0; x < 50; x++)
            {
                var source = image.Row(y).Slice(3 * x, 3);
                var drawn = overlay.Row(y).Slice(3 * x, 3);
                var luma = (0.2126 * source[0]) + (0.7152 * source[1]) + (0.0722 * source[2]);
                Assert.InRange(drawn[0] - luma, -2, 2);
                Assert.Equal((drawn[0], drawn[0]), (drawn[1], drawn[2]));
            }
        }
    }

    [Fact]
    public void RenderOverlay_RisingProbability_RisesInBrightnessOnBlack()
    {
        using var image = TestPixels.Plain(255, 1, 0, 0, 0);
        var grid = new HeatGrid(255, 1, 1, 1, 255, 1, [.. Enumerable.Range(0, 255).Select(i => i / 254f)]);

        using var overlay = HeatmapRenderer.RenderOverlay(image, grid);

        var sums = Enumerable.Range(0, 255).Select(x => Luma(overlay, x)).ToArray();
        Assert.All(sums.Zip(sums.Skip(1)), pair => Assert.True(pair.Second >= pair.First - 1));
        Assert.True(sums[^1] > 180);
    }

    [Fact]
    public void RenderOverlay_SmallerCopyOfTheImage_KeepsPlaces()
    {
        // The map belongs to a 200 x 100 image; what is drawn over is a copy at a quarter of the size.
        using var image = TestPixels.Plain(50, 25, 90, 90, 90);
        var grid = new HeatGrid(2, 1, 100, 100, 200, 100, [0f, 1f]);

        using var overlay = HeatmapRenderer.RenderOverlay(image, grid, [new Region(100, 0, 100, 100, 1, 0.5)]);

        Assert.Equal([90, 90, 90], overlay.Row(12)[..3].ToArray());
        Assert.Equal([255, 255, 255], overlay.Row(12).Slice(3 * 25, 3).ToArray());
        Assert.Equal([0, 0, 0], overlay.Row(12).Slice(3 * 26, 3).ToArray());
        Assert.Equal([255, 255, 255], overlay.Row(24)[^3..].ToArray());
        Assert.NotEqual([90, 90, 90], overlay.Row(12)[^9..^6].ToArray());
    }

    [Fact]
    public void RenderOverlay_TinyRegions_StayInsideThePicture()
    {
        using var image = TestPixels.Plain(3, 2, 90, 90, 90);
        var grid = new HeatGrid(1, 1, 400, 400, 400, 300, [0f]);

        using var overlay = HeatmapRenderer.RenderOverlay(
            image, grid, [new Region(399, 299, 1, 1, 1, 0.1), new Region(0, 0, 1, 1, 1, 0.1)]);

        Assert.Equal(255, overlay.Row(0)[0]);
        Assert.Equal(255, overlay.Row(1)[8]);
        Assert.Equal(90, overlay.Row(1)[0]);
    }

    private static double Interpolate(HeatGrid grid, double x, double y)
    {
        // In cells from the upper left corner of the grid; centres are at halves.
        var column = Math.Clamp(x - 0.5, 0, grid.Columns - 1);
        var row = Math.Clamp(y - 0.5, 0, grid.Rows - 1);
        double At(int dx, int dy) => grid.Values[
            (Math.Min((int)row + dy, grid.Rows - 1) * grid.Columns) + Math.Min((int)column + dx, grid.Columns - 1)];
        var (fx, fy) = (column - (int)column, row - (int)row);
        return double.Lerp(double.Lerp(At(0, 0), At(1, 0), fx), double.Lerp(At(0, 1), At(1, 1), fx), fy);
    }

    private static double Luma(PixelBuffer pixels, int x)
    {
        var pixel = pixels.Row(0).Slice(3 * x, 3);
        return (0.2126 * pixel[0]) + (0.7152 * pixel[1]) + (0.0722 * pixel[2]);
    }
}
