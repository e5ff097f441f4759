using Detector.Load.Statistics;
using FsCheck;
using FsCheck.Fluent;

namespace Detector.Load.Tests.Statistics;

public sealed class LatencyHistogramTests
{
    private const double Precision = 1.01;

    [Fact]
    public void Percentile_AnyLatencies_IsTheNearestRankWithinOnePercent()
    {
        var microseconds = Gen.Choose(1, 600_000_000).Select(value => (long)value)
            .Or(Gen.Choose(1, 5000).Select(value => (long)value));
        var cases = microseconds.NonEmptyListOf().SelectMany(
            values => Gen.Elements(1.0, 50.0, 95.0, 99.0, 99.9, 100.0),
                (values, percent) => (values.ToArray(), percent));
        Prop.ForAll(cases.ToArbitrary(), example => IsNear(example.Item1, example.percent)).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(50, 500)]
    [InlineData(95, 950)]
    [InlineData(99, 990)]
    [InlineData(99.9, 999)]
    [InlineData(100, 1000)]
    public void Percentile_OneToThousandMilliseconds_IsThatRank(double percent, double milliseconds)
    {
        var histogram = new LatencyHistogram();
        for (var i = 1; i <= 1000; i++)
        {
            histogram.Record(TimeSpan.FromMilliseconds(i));
        }

        Assert.InRange(histogram.Percentile(percent).TotalMilliseconds, milliseconds, milliseconds * Precision);
    }

    [Fact]
    public void MinMaxAndMean_SomeLatencies_AreExact()
    {
        var histogram = new LatencyHistogram();
        foreach (var ticks in new[] { 123_456_789L, 17, 5_000_003 })
        {
            histogram.Record(new TimeSpan(ticks));
        }

        Assert.Equal(new TimeSpan(17), histogram.Min);
        Assert.Equal(new TimeSpan(123_456_789), histogram.Max);
        Assert.Equal(new TimeSpan((123_456_789L + 17 + 5_000_003) / 3), histogram.Mean);
        Assert.Equal(3, histogram.Count);
    }

    [Fact]
    public void Percentile_NothingRecorded_IsZero()
    {
        var histogram = new LatencyHistogram();

        Assert.Equal(TimeSpan.Zero, histogram.Percentile(99));
        Assert.Equal(TimeSpan.Zero, histogram.Min);
        Assert.Equal(TimeSpan.Zero, histogram.Mean);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(100.1)]
    public void Percentile_OutOfRange_Throws(double percent)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new LatencyHistogram().Percentile(percent));
    }

    [Fact]
    public void Percentile_LongerThanTenMinutes_IsTheExactMaximum()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(TimeSpan.FromHours(2));

        Assert.Equal(TimeSpan.FromHours(2), histogram.Percentile(50));
        Assert.Equal(TimeSpan.FromHours(2), histogram.Max);
    }

    [Fact]
    public void Add_AnotherHistogram_IsAsIfAllHadBeenRecordedInOne()
    {
        var random = new Random(3);
        var (left, right, whole) = (new LatencyHistogram(), new LatencyHistogram(), new LatencyHistogram());
        for (var i = 0; i < 1000; i++)
        {
            var latency = new TimeSpan(random.NextInt64(1, 1_000_000_000));
            (i % 3 == 0 ? left : right).Record(latency);
            whole.Record(latency);
        }

        left.Add(right);

        Assert.Equal(
            (whole.Count, whole.Min, whole.Max, whole.Mean, whole.Percentile(50), whole.Percentile(99.9)),
            (left.Count, left.Min, left.Max, left.Mean, left.Percentile(50), left.Percentile(99.9)));
    }

    [Fact]
    public void Add_AnEmptyHistogram_ChangesNothing()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(TimeSpan.FromMilliseconds(5));

        histogram.Add(new LatencyHistogram());

        Assert.Equal(TimeSpan.FromMilliseconds(5), histogram.Min);
        Assert.Equal(TimeSpan.FromMilliseconds(5), histogram.Percentile(50));
    }

    private static bool IsNear(long[] microseconds, double percent)
    {
        var histogram = new LatencyHistogram();
        Array.ForEach(microseconds, value => histogram.Record(TimeSpan.FromMicroseconds(value)));
        var rank = Math.Max(1, (int)Math.Ceiling((percent / 100 * microseconds.Length) - 1e-9));
        var exact = microseconds.Order().ElementAt(rank - 1);
        var told = histogram.Percentile(percent).TotalMicroseconds;

        // A whole microsecond is the unit: below 100 that is more than one percent.
        return told >= exact && told <= Math.Max(exact * Precision, exact + 1);
    }
}
