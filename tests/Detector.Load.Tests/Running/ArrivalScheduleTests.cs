using Detector.Load.Running;
using Detector.V1;

namespace Detector.Load.Tests.Running;

public sealed class ArrivalScheduleTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void Create_EqualGaps_HoldsRateTimesLengthOfEachLane()
    {
        var arrivals = ArrivalSchedule.Create(bulkRate: 7, interactiveRate: 2.5, Minute, poissonSeed: null).ToArray();

        Assert.Equal(420, arrivals.Count(arrival => arrival.Lane == Priority.Bulk));
        Assert.Equal(150, arrivals.Count(arrival => arrival.Lane == Priority.Interactive));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public void Create_TwoLanes_AreInOrderAndWithinTheRun(int? seed)
    {
        var times = ArrivalSchedule.Create(30, 10, Minute, seed).Select(arrival => arrival.At).ToArray();

        Assert.Equal(times.Order(), times);
        Assert.All(times, at => Assert.InRange(at, TimeSpan.Zero, Minute));
    }

    [Fact]
    public void Create_Poisson_HasTheMeanAndSpreadOfExponentialGaps()
    {
        var times = ArrivalSchedule.Create(100, 0, 10 * Minute, poissonSeed: 5)
            .Select(arrival => arrival.At.TotalSeconds).ToArray();
        var gaps = times.Skip(1).Zip(times, (later, earlier) => later - earlier).ToArray();
        var mean = gaps.Average();
        var deviation = Math.Sqrt(gaps.Average(gap => (gap - mean) * (gap - mean)));

        Assert.InRange(mean, 0.0097, 0.0103);
        Assert.InRange(deviation / mean, 0.97, 1.03);
    }

    [Fact]
    public void Create_SameSeed_IsTheSameForALaneWhateverTheOther()
    {
        var alone = ArrivalSchedule.Create(0, 3, Minute, poissonSeed: 7).ToArray();
        var flooded = ArrivalSchedule.Create(50, 3, Minute, poissonSeed: 7)
            .Where(arrival => arrival.Lane == Priority.Interactive).ToArray();

        Assert.NotEmpty(alone);
        Assert.Equal(alone, flooded);
    }
}
