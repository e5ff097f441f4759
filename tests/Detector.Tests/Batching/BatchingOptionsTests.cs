using Detector.Batching;

namespace Detector.Tests.Batching;

public sealed class BatchingOptionsTests
{
    [Theory]
    [InlineData(0, "cuda", 32)]
    [InlineData(9, "cpu", 9)]
    [InlineData(9, "cuda", 9)]
    public void TilesOn_StatedOrNot_SuitsTheDevice(int stated, string device, int expected) =>
        Assert.Equal(expected, new BatchingOptions { MaxBatchTiles = stated }.TilesOn(device));

    [Fact]
    public void TilesOn_NotStatedOnACpu_KeepsEveryCoreBusy() =>
        Assert.Equal(Math.Max(4, Environment.ProcessorCount), new BatchingOptions().TilesOn("cpu"));
}
