using Detector.Batching;

namespace Detector.Tests.Batching;

public sealed class LaneWorkersTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task RunAsync_ManyQueued_InteractiveBeforeBulkAndFinishingFirst()
    {
        using var workers = new LaneWorkers(1);
        using var busy = new ManualResetEventSlim();
        using var open = new ManualResetEventSlim();
        var order = new List<string>();
        var blocker = Run(workers, Lane.Bulk, finishes: false, () =>
        {
            busy.Set();
            Assert.True(open.Wait(Patience));
        });
        Assert.True(busy.Wait(Patience));
        Task[] queued =
        [
            Run(workers, Lane.Bulk, finishes: false, () => order.Add("bulk begins")),
            Run(workers, Lane.Bulk, finishes: true, () => order.Add("bulk finishes")),
            Run(workers, Lane.Interactive, finishes: false, () => order.Add("interactive begins")),
            Run(workers, Lane.Interactive, finishes: true, () => order.Add("interactive finishes")),
            Run(workers, Lane.Interactive, finishes: false, () => order.Add("interactive begins too")),
        ];

        open.Set();
        await Task.WhenAll([blocker, .. queued]).WaitAsync(Patience);

        Assert.Equal(
            ["interactive finishes", "interactive begins", "interactive begins too", "bulk finishes", "bulk begins"], order);
    }

    [Fact]
    public async Task RunAsync_SeveralThreads_WorkAtOnceOffThePool()
    {
        using var workers = new LaneWorkers(3);
        using var all = new Barrier(3);

        var fromPool = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => workers.RunAsync(
            Lane.Bulk, finishes: false,
            () => all.SignalAndWait(Patience) ? Thread.CurrentThread.IsThreadPoolThread : throw new TimeoutException(),
            default)));

        Assert.Equal([false, false, false], fromPool);
    }

    [Fact]
    public async Task RunAsync_WorkThrows_ReachesTheCallerAndTheThreadGoesOn()
    {
        using var workers = new LaneWorkers(1);

        await Assert.ThrowsAsync<InvalidTimeZoneException>(
            () => Run(workers, Lane.Bulk, finishes: false, () => throw new InvalidTimeZoneException()));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Run(workers, Lane.Bulk, finishes: false, () => throw new OperationCanceledException()));

        Assert.Equal(7, await workers.RunAsync(Lane.Bulk, finishes: false, () => 7, default));
    }

    [Fact]
    public async Task RunAsync_CancelledBeforeItsTurn_IsNotDone()
    {
        using var workers = new LaneWorkers(1);
        var done = false;

        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => workers.RunAsync(
            Lane.Bulk, finishes: false, () => done = true, new CancellationToken(canceled: true)));

        Assert.True(thrown.CancellationToken.IsCancellationRequested);
        Assert.False(done);
    }

    [Fact]
    public async Task Dispose_WorkQueued_DoesItAndTakesNoMore()
    {
        var workers = new LaneWorkers(1);
        var count = 0;
        Task[] queued = [.. Enumerable.Range(0, 20).Select(_ => Run(workers, Lane.Bulk, finishes: false, () => count++))];

        workers.Dispose();

        await Task.WhenAll(queued);
        Assert.Equal(20, count);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Run(workers, Lane.Bulk, finishes: false, () => count++));
        workers.Dispose();
    }

    private static Task<bool> Run(LaneWorkers workers, Lane lane, bool finishes, Action work) => workers.RunAsync(
        lane, finishes,
        () =>
        {
            work();
            return true;
        },
        default);
}
