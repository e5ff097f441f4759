using Detector.Batching;
using static Detector.Batching.LaneGate;

namespace Detector.Tests.Batching;

public sealed class LaneGateTests
{
    private static readonly Amount One = new(1, 1);

    [Fact]
    public void TryTake_BulkFillsItsThreeQuarters_InteractiveStillFindsRoom()
    {
        var gate = new LaneGate(8, 1000);
        for (var i = 0; i < 6; i++)
        {
            Assert.NotNull(gate.TryTake(Lane.Bulk, One));
        }

        Assert.Null(gate.TryTake(Lane.Bulk, One));
        Assert.NotNull(gate.TryTake(Lane.Interactive, One));
        Assert.NotNull(gate.TryTake(Lane.Interactive, One));
        Assert.Null(gate.TryTake(Lane.Interactive, One));
        Assert.Equal(new Amount(6, 6), gate.Held(Lane.Bulk));
        Assert.Equal(new Amount(2, 2), gate.Held(Lane.Interactive));
    }

    [Theory]
    [InlineData(3, 40, true)]
    [InlineData(5, 40, false)]
    [InlineData(3, 61, false)]
    public void TryTake_EitherAmountIsFull_TakesNothing(long units, long bytes, bool fits)
    {
        var gate = new LaneGate(8, 100);
        Assert.NotNull(gate.TryTake(Lane.Interactive, new Amount(4, 40)));

        Assert.Equal(fits, gate.TryTake(Lane.Interactive, new Amount(units, bytes)) is not null);
    }

    [Fact]
    public void TryTake_SomebodyWaits_DoesNotOvertake()
    {
        var gate = new LaneGate(8, 100);
        using var held = gate.TryTake(Lane.Bulk, new Amount(4, 4))!;
        var waiting = gate.TakeAsync(Lane.Bulk, new Amount(5, 5), default).AsTask();

        Assert.Null(gate.TryTake(Lane.Bulk, One));
        Assert.False(waiting.IsCompleted);
    }

    [Fact]
    public async Task TakeAsync_BothLanesWait_InteractiveGoesFirst()
    {
        var gate = new LaneGate(4, 100);
        var held = gate.TryTake(Lane.Interactive, new Amount(4, 4))!;
        var bulk = gate.TakeAsync(Lane.Bulk, new Amount(2, 2), default).AsTask();
        var interactive = gate.TakeAsync(Lane.Interactive, new Amount(3, 3), default).AsTask();

        held.Dispose();

        using var granted = await interactive;
        Assert.False(bulk.IsCompleted);
        granted.Dispose();
        (await bulk).Dispose();
    }

    [Fact]
    public async Task GiveUnitsBack_LetsOthersInWhileBytesStayHeld()
    {
        var gate = new LaneGate(4, 100);
        var first = gate.TryTake(Lane.Interactive, new Amount(4, 60))!;
        var second = gate.TakeAsync(Lane.Interactive, new Amount(4, 40), default).AsTask();
        var third = gate.TakeAsync(Lane.Interactive, new Amount(0, 1), default).AsTask();

        first.GiveUnitsBack();

        using var entered = await second;
        Assert.False(third.IsCompleted);
        Assert.Equal(new Amount(4, 100), gate.Held(Lane.Interactive));
        first.Dispose();
        (await third).Dispose();
        Assert.Equal(new Amount(4, 40), gate.Held(Lane.Interactive));
    }

    [Fact]
    public async Task Share_DisposedTwice_GivesBackOnce()
    {
        var gate = new LaneGate(4, 100);
        using var other = await gate.TakeAsync(Lane.Bulk, One, default);
        var share = await gate.TakeAsync(Lane.Bulk, One, default);

        share.Dispose();
        share.Dispose();

        Assert.Equal(One, gate.Held(Lane.Bulk));
    }

    [Fact]
    public async Task CloseAsync_EndsWhenAllIsGivenBackAndLetsNobodyIn()
    {
        var gate = new LaneGate(4, 100);
        var share = gate.TryTake(Lane.Interactive, new Amount(4, 4))!;
        var waiting = gate.TakeAsync(Lane.Bulk, One, default).AsTask();

        var closing = gate.CloseAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gate.TakeAsync(Lane.Bulk, One, default).AsTask());
        Assert.ThrowsAny<OperationCanceledException>(() => gate.TryTake(Lane.Interactive, One));
        Assert.False(closing.IsCompleted);
        share.GiveUnitsBack();
        Assert.False(closing.IsCompleted);
        share.Dispose();
        await closing;
    }
}
