using System.Collections.Concurrent;
using Detector.Batching;
using Detector.Decoding;

namespace Detector.Tests.Decoding;

public sealed class PixelBudgetTests
{
    [Fact]
    public async Task TakeAsync_WhileItFits_DoesNotWait()
    {
        var budget = new PixelBudget(100);

        using var first = await budget.TakeAsync(Lane.Interactive, 60, default);
        using var second = await budget.TakeAsync(Lane.Interactive, 40, default);
        var third = budget.TakeAsync(Lane.Interactive, 1, default);

        Assert.False(third.IsCompleted);
        second.Dispose();
        (await third).Dispose();
    }

    [Fact]
    public async Task TakeAsync_SmallOneBehindLargeOne_DoesNotOvertake()
    {
        var budget = new PixelBudget(100);
        var held = await budget.TakeAsync(Lane.Interactive, 60, default);

        var large = budget.TakeAsync(Lane.Interactive, 80, default).AsTask();
        var small = budget.TakeAsync(Lane.Interactive, 10, default).AsTask();

        Assert.False(small.IsCompleted);
        held.Dispose();
        var grantedLarge = await large;
        var grantedSmall = await small;
        var last = budget.TakeAsync(Lane.Interactive, 20, default).AsTask();
        Assert.False(last.IsCompleted);
        grantedSmall.Dispose();
        (await last).Dispose();
        grantedLarge.Dispose();
    }

    [Fact]
    public async Task TakeAsync_MoreThanTheWholeBudget_IsHeldAlone()
    {
        var budget = new PixelBudget(100);
        var held = await budget.TakeAsync(Lane.Interactive, 1, default);

        var oversized = budget.TakeAsync(Lane.Interactive, 5000, default).AsTask();
        var after = budget.TakeAsync(Lane.Interactive, 1, default).AsTask();

        Assert.False(oversized.IsCompleted);
        held.Dispose();
        var share = await oversized;
        Assert.False(after.IsCompleted);
        share.Dispose();
        (await after).Dispose();
    }

    [Fact]
    public async Task TakeAsync_CancelledWhileWaiting_LetsTheNextOnePass()
    {
        var budget = new PixelBudget(100);
        using var held = await budget.TakeAsync(Lane.Interactive, 60, default);
        using var cancellation = new CancellationTokenSource();
        var large = budget.TakeAsync(Lane.Interactive, 90, cancellation.Token).AsTask();
        var small = budget.TakeAsync(Lane.Interactive, 40, default).AsTask();

        cancellation.Cancel();

        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        Assert.Equal(cancellation.Token, thrown.CancellationToken);
        (await small).Dispose();
    }

    [Fact]
    public async Task TakeAsync_CancelledBefore_TakesNothing()
    {
        var budget = new PixelBudget(100);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => budget.TakeAsync(Lane.Interactive, 100, new CancellationToken(canceled: true)).AsTask());

        (await budget.TakeAsync(Lane.Interactive, 100, default)).Dispose();
    }

    [Fact]
    public async Task TakeAsync_ManyCallersAndCancellations_NeverExceedsAndLosesNothing()
    {
        const int Capacity = 1000;
        var budget = new PixelBudget(Capacity);
        var held = 0;
        var excess = new ConcurrentBag<int>();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 400).Select(seed => Task.Run(async () =>
        {
            var random = new Random(seed);
            var bytes = random.Next(1, 600);
            using var cancellation = new CancellationTokenSource();
            var waiting = budget.TakeAsync(Lane.Interactive, bytes, cancellation.Token);
            if (seed % 3 == 0)
            {
                cancellation.Cancel();
            }

            try
            {
                using var share = await waiting;
                var now = Interlocked.Add(ref held, bytes);
                if (now > Capacity)
                {
                    excess.Add(now);
                }

                await Task.Yield();
                Interlocked.Add(ref held, -bytes);
                return true;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        })));

        Assert.Empty(excess);
        Assert.True(outcomes.Count(granted => granted) >= 266);

        // All of it is back.
        var whole = budget.TakeAsync(Lane.Interactive, Capacity, default);
        Assert.True(whole.IsCompleted);
        (await whole).Dispose();
    }
}
