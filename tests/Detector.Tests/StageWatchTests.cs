using Detector.Tests.Support;

namespace Detector.Tests;

public sealed class StageWatchTests
{
    [Fact]
    public void Lap_StagesOfKnownLength_GivesEachOne()
    {
        using var time = new ManualTimeProvider();
        time.Advance(TimeSpan.FromHours(1));
        var watch = new StageWatch(time);

        time.Advance(TimeSpan.FromMilliseconds(30));
        var first = watch.Lap();
        var nothing = watch.Lap();
        time.Advance(TimeSpan.FromMilliseconds(12));
        var second = watch.Lap();
        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(TimeSpan.FromMilliseconds(30), first);
        Assert.Equal(TimeSpan.Zero, nothing);
        Assert.Equal(TimeSpan.FromMilliseconds(12), second);
        Assert.Equal(TimeSpan.FromMilliseconds(43), watch.Total);
    }
}
