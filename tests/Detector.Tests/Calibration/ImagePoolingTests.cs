using Detector.Calibration;
using Detector.Heatmaps;
using Detector.ModelPackages;

namespace Detector.Tests.Calibration;

public sealed class ImagePoolingTests
{
    private static readonly float[] Logits = [1, -4, 7, 2, 3];

    [Theory]
    [InlineData(PoolingMethod.Mean, 1, 1.8)]
    [InlineData(PoolingMethod.Max, 1, 7)]
    [InlineData(PoolingMethod.TopK, 1, 7)]
    [InlineData(PoolingMethod.TopK, 2, 5)]
    [InlineData(PoolingMethod.TopK, 99, 1.8)]
    public void Pool_ByMethod_GivesTheKnownLogit(PoolingMethod method, int k, double expected)
    {
        Assert.Equal(expected, ImagePooling.Pool(new PoolingSpec { Method = method, K = k }, Logits), 1e-6);
    }

    [Fact]
    public void Pool_Statistics_AddsTheWeightedParts()
    {
        var pooling = new PoolingSpec
        {
            Method = PoolingMethod.Statistics, MaxWeight = 0.5, Top3Weight = 0.25, MeanWeight = 2, LogCountWeight = -1,
        };

        var expected = (0.5 * 7) + (0.25 * 4) + (2 * 1.8) - Math.Log(5);

        Assert.Equal(expected, ImagePooling.Pool(pooling, Logits), 1e-6);
    }

    [Fact]
    public void Pool_MapsTop_CountsItsHighestCells()
    {
        var pooling = new PoolingSpec { Method = PoolingMethod.Statistics, MeanWeight = 0.5, MapTopWeight = 2 };
        var values = new float[512];
        (values[3], values[400], values[401]) = (0.5f, 0.9f, 0.8f);
        var map = new HeatGrid(32, 16, 8, 8, 256, 128, values);

        var expected = (0.5 * 1.8) + (Math.Log(9) + Math.Log(4));

        Assert.Equal(expected, ImagePooling.Pool(pooling, Logits, map), 1e-5);
        Assert.Throws<ArgumentException>(() => ImagePooling.Pool(pooling, Logits));
    }

    [Fact]
    public void Pool_StatisticsOfOneTile_UsesItForAllParts()
    {
        var pooling = new PoolingSpec
        {
            Method = PoolingMethod.Statistics, MaxWeight = 0.5, Top3Weight = 0.25, MeanWeight = 0.25,
            LogCountWeight = -1,
        };

        Assert.Equal(3, ImagePooling.Pool(pooling, [3]), 1e-6);
    }

    [Fact]
    public void Pool_LeavesTheTilesInOrder()
    {
        float[] logits = [3, 1, 2];

        ImagePooling.Pool(new PoolingSpec { Method = PoolingMethod.TopK, K = 2 }, logits);

        Assert.Equal([3, 1, 2], logits);
    }

    [Fact]
    public void Pool_NoTiles_Throws()
    {
        Assert.Throws<ArgumentException>(() => ImagePooling.Pool(new PoolingSpec { Method = PoolingMethod.Mean }, []));
    }

    [Fact]
    public void Pool_TopNone_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(
            () => ImagePooling.Pool(new PoolingSpec { Method = PoolingMethod.TopK, K = 0 }, Logits));
    }
}
