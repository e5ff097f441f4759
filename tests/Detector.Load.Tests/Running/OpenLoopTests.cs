using Detector.Load.Running;
using Detector.Load.Tests.Support;

namespace Detector.Load.Tests.Running;

public sealed class OpenLoopTests
{
    private const int Arrivals = 20;

    [Fact]
    public async Task RunAsync_AServerThatAnswersNobodyUntilAllHaveCome_IsSentAll()
    {
        // A generator that waited for an answer before the next call would never end here.
        await using var server = await FakeServer.StartAsync();
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var seen = 0;
        server.Detection.OnAnalyze = async (request, _) =>
        {
            if (Interlocked.Increment(ref seen) == Arrivals)
            {
                all.SetResult();
            }

            await all.Task;
            return FakeDetection.Right(request);
        };

        var result = await RunAsync(server, Plan);

        Assert.Equal(Arrivals, result.Tally.Bulk.Answers.Count);
        Assert.Equal((Arrivals, 0), (result.Ledger.Closed, result.Ledger.Open));
        Assert.True(result.Tally.Bulk.Answers.Max >= result.Tally.Bulk.AnswersFromSending.Max);
    }

    [Fact]
    public async Task RunAsync_TooManyInFlight_SaysWhatWasNotSent()
    {
        await using var server = await FakeServer.StartAsync();
        server.Detection.OnAnalyze = async (request, context) =>
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            return FakeDetection.Right(request);
        };

        var result = await RunAsync(server, Plan with { MaxInFlight = 3, Drain = TimeSpan.Zero });

        Assert.Equal(Arrivals - 3, result.Tally.Bulk.Unsent);
        Assert.Equal(3, result.Tally.Bulk.Failures["abandoned"]);
        Assert.Equal(3, result.Ledger.Open);
    }

    [Fact]
    public async Task RunAsync_Refusals_AreCountedByTheirReason()
    {
        await using var server = await FakeServer.StartAsync();
        server.Detection.OnAnalyze = (_, _) => throw FakeDetection.Refused("queue_full", TimeSpan.FromSeconds(1));

        var result = await RunAsync(server, Plan);

        Assert.Equal(Arrivals, result.Tally.Bulk.RefusalReasons["queue_full"]);
        Assert.Equal(Arrivals, result.Tally.Bulk.Refusals.Count);
        Assert.Equal((Arrivals, 0), (result.Ledger.Closed, result.Ledger.Open));
        Assert.Equal(0, result.Tally.GoodPerSecond);
    }

    [Fact]
    public async Task RunAsync_ADeadline_ReachesTheServerAndDoesNotEndTheCallHere()
    {
        await using var server = await FakeServer.StartAsync();
        var deadlines = new System.Collections.Concurrent.ConcurrentQueue<DateTime>();
        server.Detection.OnAnalyze = (request, context) =>
        {
            deadlines.Enqueue(context.Deadline);
            return Task.FromResult(FakeDetection.Right(request));
        };

        await RunAsync(server, Plan with { Deadline = TimeSpan.FromMinutes(30) });

        Assert.Equal(Arrivals, deadlines.Count);
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        Assert.All(deadlines, deadline => Assert.InRange(deadline, now.AddMinutes(20), now.AddMinutes(31)));
    }

    [Fact]
    public async Task RunAsync_CallsThatTheServerEndsAtTheirDeadline_AreSeenToEndAfterIt()
    {
        await using var server = await FakeServer.StartAsync();
        server.Detection.OnAnalyze = async (request, context) =>
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            return FakeDetection.Right(request);
        };

        var result = await RunAsync(server, Plan with { Deadline = TimeSpan.FromMilliseconds(300) });
        var bulk = result.Tally.Bulk;

        Assert.Equal(Arrivals, bulk.Failures.GetValueOrDefault("DeadlineExceeded") + bulk.Unsent);
        Assert.Equal(bulk.Failures["DeadlineExceeded"], bulk.PastDeadline.Count);
        Assert.Equal(0, result.Ledger.Open);
    }

    private static OpenPlan Plan => new() { BulkRate = 200, Window = TimeSpan.FromMilliseconds(100) };

    private static Task<RunResult> RunAsync(FakeServer server, OpenPlan plan) =>
        new OpenLoop(server.Target, server.Pictures, TimeProvider.System).RunAsync(plan, CancellationToken.None);
}
