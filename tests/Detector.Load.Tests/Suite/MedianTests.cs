using Detector.Load.Suite;

namespace Detector.Load.Tests.Suite;

public sealed class MedianTests
{
    [Theory]
    [InlineData(new[] { 3.0, 1, 2 }, 2)]
    [InlineData(new[] { 4.0, 1, 2, 3 }, 2.5)]
    [InlineData(new[] { 7.0 }, 7)]
    public void Of_AnyOrder_IsTheMiddle(double[] values, double median)
    {
        Assert.Equal(median, Median.Of(values));
    }

    [Fact]
    public void Percentile_OneToHundred_IsTheNearestRank()
    {
        var values = Enumerable.Range(1, 100).Select(value => (double)value).Reverse();

        Assert.Equal(95, Median.Percentile(values, 95));
    }

    [Theory]
    [InlineData(25, 7, 19)]
    [InlineData(3, 1, 3)]
    public void IntervalOf_OneToN_IsBetweenItsOrderStatistics(int count, double low, double high)
    {
        var values = Enumerable.Range(1, count).Select(value => (double)value).Reverse();

        Assert.Equal((low, high), Median.IntervalOf(values));
    }

    [Fact]
    public void Of_Nothing_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Median.Of([]));
    }
}
