using Detector.Load.Statistics;

namespace Detector.Load.Tests.Statistics;

public sealed class MemorySamplesTests
{
    [Fact]
    public void MinuteMeans_SamplesEachSecond_AreTheMeansOfTheMinutes()
    {
        var samples = Each(seconds: 180, second => 100 * (1 + (second / 60)));

        Assert.Equal([100.0, 200, 300], samples.MinuteMeans());
        Assert.Equal(1.5, samples.LastOverSecondMinute);
        Assert.Equal(300, samples.Largest);
    }

    [Fact]
    public void MinuteMeans_LastMinuteHardlyBegun_IsLeftOut()
    {
        // The drain after a run must not pass for its last minute.
        var samples = Each(seconds: 190, second => second < 180 ? 100 : 1);

        Assert.Equal([100.0, 100, 100], samples.MinuteMeans());
    }

    [Fact]
    public void LastOverSecondMinute_UnderThreeMinutes_IsNotTold()
    {
        Assert.Null(Each(seconds: 120, _ => 1).LastOverSecondMinute);
        Assert.Null(new MemorySamples().LastOverSecondMinute);
    }

    private static MemorySamples Each(int seconds, Func<int, long> bytes)
    {
        var samples = new MemorySamples();
        for (var second = 0; second < seconds; second++)
        {
            samples.Add(TimeSpan.FromSeconds(second), bytes(second));
        }

        return samples;
    }
}
