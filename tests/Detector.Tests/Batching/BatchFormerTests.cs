using Detector.Batching;
using FsCheck;
using FsCheck.Fluent;

namespace Detector.Tests.Batching;

public sealed class BatchFormerTests
{
    [Fact]
    public void Decide_EverySmallState_FollowsTheRules()
    {
        for (var capacity = 1; capacity <= 4; capacity++)
        {
            for (var tiles = 0; tiles <= capacity; tiles++)
            {
                for (var age = 0; age <= 3; age++)
                {
                    for (var linger = 0; linger <= 3; linger++)
                    {
                        CheckBoth(tiles, capacity, TimeSpan.FromSeconds(age), TimeSpan.FromSeconds(linger));
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(0, false, BatchDecision.Wait)]
    [InlineData(0, true, BatchDecision.Add)]
    [InlineData(3, false, BatchDecision.Send)]
    [InlineData(3, true, BatchDecision.Add)]
    [InlineData(8, false, BatchDecision.Send)]
    [InlineData(8, true, BatchDecision.Send)]
    internal void Decide_NoLinger_NeverHoldsTilesBack(int tiles, bool moreQueued, BatchDecision expected) =>
        Assert.Equal(expected, BatchFormer.Decide(tiles, 8, moreQueued, TimeSpan.Zero, TimeSpan.Zero).Decision);

    [Fact]
    public void Decide_Lingering_WaitsForWhatIsLeft()
    {
        var (decision, wait) = BatchFormer.Decide(
            1, 8, moreQueued: false, TimeSpan.FromMilliseconds(3), TimeSpan.FromMilliseconds(10));

        Assert.Equal(BatchDecision.Wait, decision);
        Assert.Equal(TimeSpan.FromMilliseconds(7), wait);
    }

    [Fact]
    public void Decide_AnyState_NeitherOverfillsNorWaitsPastTheLinger()
    {
        var states = from capacity in Gen.Choose(1, 1024)
                     from tiles in Gen.Choose(0, 1100)
                     from age in Gen.Choose(0, 10_000)
                     from linger in Gen.Choose(0, 10_000)
                     select (tiles, capacity, age, linger);

        Check.QuickThrowOnFailure(Prop.ForAll(states.ToArbitrary(), state => CheckBoth(
            state.tiles, state.capacity, TimeSpan.FromMilliseconds(state.age), TimeSpan.FromMilliseconds(state.linger))));
    }

    [Theory]
    [InlineData(false, false, 9, null)]
    [InlineData(true, false, 9, Lane.Interactive)]
    [InlineData(false, true, 0, Lane.Bulk)]
    [InlineData(true, true, 0, Lane.Interactive)]
    [InlineData(true, true, 3, Lane.Interactive)]
    [InlineData(true, true, 4, Lane.Bulk)]
    internal void Choose_AFifthForBulk_FollowsTheRules(bool interactive, bool bulk, int passedOver, Lane? expected) =>
        Assert.Equal(expected, BatchFormer.Choose(interactive, bulk, passedOver, 0.2));

    [Fact]
    public void Choose_BothAlwaysReady_GivesBulkItsShare()
    {
        Check.QuickThrowOnFailure(Prop.ForAll(Gen.Choose(1, 90).ToArbitrary(), percent =>
        {
            var (bulk, passedOver) = (0, 0);
            for (var i = 0; i < 10_000; i++)
            {
                var isBulk = BatchFormer.Choose(true, true, passedOver, percent / 100.0) == Lane.Bulk;
                (bulk, passedOver) = isBulk ? (bulk + 1, 0) : (bulk, passedOver + 1);
            }

            // The period is a whole number of batches.
            Assert.Equal(1 / Math.Ceiling((100.0 / percent) - 1e-9), bulk / 10_000.0, 1e-3);
        }));
    }

    private static void CheckBoth(int tiles, int capacity, TimeSpan age, TimeSpan linger)
    {
        var (withMore, _) = BatchFormer.Decide(tiles, capacity, true, age, linger);
        Assert.Equal(tiles < capacity ? BatchDecision.Add : BatchDecision.Send, withMore);

        var (alone, wait) = BatchFormer.Decide(tiles, capacity, false, age, linger);
        if (tiles == 0)
        {
            Assert.Equal((BatchDecision.Wait, Timeout.InfiniteTimeSpan), (alone, wait));
        }
        else if (tiles >= capacity || age >= linger)
        {
            Assert.Equal(BatchDecision.Send, alone);
        }
        else
        {
            Assert.Equal((BatchDecision.Wait, linger), (alone, wait + age));
        }
    }
}
