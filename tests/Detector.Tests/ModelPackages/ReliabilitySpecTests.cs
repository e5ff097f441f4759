using Detector.ModelPackages;

namespace Detector.Tests.ModelPackages;

public sealed class ReliabilitySpecTests
{
    [Theory]
    [InlineData(70, 1000, true)]
    [InlineData(84, 511, false)]
    [InlineData(84, 512, true)]
    [InlineData(85, 512, false)]
    [InlineData(69, 512, false)]
    [InlineData(null, 512, false)]
    [InlineData(70, 2048, true)]
    [InlineData(70, 2049, false)]
    public void Holds_BucketOfJpegs_TakesBothEnds(int? quality, int side, bool holds) =>
        Assert.Equal(holds, new ReliabilitySpec([70, 84], [512, 2048], 0.3, [0.2, 0.4], 9, 9).Holds(quality, side));

    [Theory]
    [InlineData(null, 512, true)]
    [InlineData(null, int.MaxValue, true)]
    [InlineData(null, 511, false)]
    [InlineData(100, 512, false)]
    public void Holds_BucketOfLosslessImagesWithoutLimit_TakesNoJpeg(int? quality, int side, bool holds) =>
        Assert.Equal(holds, new ReliabilitySpec(null, [512, null], 0.3, [0.2, 0.4], 9, 9).Holds(quality, side));
}
