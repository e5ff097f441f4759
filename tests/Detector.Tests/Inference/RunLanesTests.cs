using System.Collections.Concurrent;
using Detector.Inference;

namespace Detector.Tests.Inference;

public sealed class RunLanesTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Run_ManyTimes_DoesEveryLaneOnceAndSideBySide(int count)
    {
        using var lanes = new RunLanes(count);
        using var together = new Barrier(count);
        for (var run = 0; run < 100; run++)
        {
            var seen = new ConcurrentBag<int>();

            lanes.Run(lane =>
            {
                Assert.True(together.SignalAndWait(Patience));
                seen.Add(lane);
            });

            Assert.Equal(Enumerable.Range(0, count), seen.Order());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Run_OneLaneFails_ThrowsWhenAllHaveEndedAndGoesOn(int failing)
    {
        using var lanes = new RunLanes(3);
        var ended = 0;

        Assert.Throws<InvalidTimeZoneException>(() => lanes.Run(lane =>
        {
            if (lane == failing)
            {
                throw new InvalidTimeZoneException();
            }

            Thread.SpinWait(100_000);
            Interlocked.Increment(ref ended);
        }));

        Assert.Equal(2, ended);
        lanes.Run(_ => Interlocked.Increment(ref ended));
        Assert.Equal(5, ended);
    }
}
