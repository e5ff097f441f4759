using Detector.Batching;
using Detector.Tests.Support;

namespace Detector.Tests.Batching;

public sealed class AdmissionTests : IDisposable
{
    private const int LargestBatch = 4;

    private readonly ManualTimeProvider _time = new();
    private readonly ThroughputMeter _meter;

    public AdmissionTests() => _meter = new ThroughputMeter(_time);

    [Fact]
    public async Task EnterAsync_QueueFull_RefusesAtOnceWithARetryTime()
    {
        // 25 ms for each tile.
        _meter.RecordBatch("cpu", "cpu", 4, TimeSpan.FromMilliseconds(100));
        var admission = Open(maxTiles: 100);
        using var inside = await EnterAsync(admission, tiles: 70, Lane.Bulk);

        var refusal = await Assert.ThrowsAsync<OverloadedException>(() => EnterAsync(admission, tiles: 10, Lane.Bulk));

        Assert.Equal(OverloadedException.QueueFull, refusal.Reason);
        Assert.Equal(250, refusal.RetryAfter.TotalMilliseconds, 1e-6);
        Assert.Equal(70 * 25, refusal.PredictedWait.TotalMilliseconds, 1e-6);
        Assert.Contains("70 tiles", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("75", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EnterAsync_BytesFull_Refuses()
    {
        var admission = Open(maxBytes: 4 << 20);
        using var inside = await EnterAsync(admission, tiles: 1, Lane.Interactive, bytes: 3 << 20);

        var refusal = await Assert.ThrowsAsync<OverloadedException>(
            () => EnterAsync(admission, tiles: 1, Lane.Interactive, bytes: 2 << 20));

        Assert.Equal(OverloadedException.QueueFull, refusal.Reason);
    }

    [Fact]
    public async Task EnterAsync_QueueFullAndMayWait_EntersWhenTheFirstOneLeaves()
    {
        var admission = Open(maxTiles: 100);
        var inside = await EnterAsync(admission, tiles: 75, Lane.Bulk);

        var waiting = EnterAsync(admission, tiles: 10, Lane.Bulk, whenFull: WhenFull.Wait);
        Assert.False(waiting.IsCompleted);
        inside.Dispose();

        using var entered = await waiting;
        Assert.Equal(10, admission.Load.BulkTiles);
    }

    [Theory]
    [InlineData(298, false)]
    [InlineData(302, true)]
    public async Task EnterAsync_Deadline_IsHeldAgainstTheQueueAndTheImageItself(int milliseconds, bool entered)
    {
        // 6 tiles wait and 4 are its own: 250 ms, and a fifth to spare as long as nothing else was learnt.
        _meter.RecordBatch("cpu", "cpu", 4, TimeSpan.FromMilliseconds(100));
        var admission = Open();
        using var inside = await EnterAsync(admission, tiles: 6, Lane.Bulk);

        var attempt = EnterAsync(admission, tiles: 4, Lane.Bulk, deadline: TimeSpan.FromMilliseconds(milliseconds));

        if (entered)
        {
            (await attempt).Dispose();
        }
        else
        {
            var refusal = await Assert.ThrowsAsync<OverloadedException>(() => attempt);
            Assert.Equal(OverloadedException.DeadlineUnreachable, refusal.Reason);
            Assert.Equal(150, refusal.PredictedWait.TotalMilliseconds, 1e-6);
            Assert.InRange(refusal.RetryAfter.TotalMilliseconds, 50, 51);
        }
    }

    [Fact]
    public async Task EnterAsync_DeadlineBehindBulk_InteractiveWaitsForOneBatchOnly()
    {
        _meter.RecordBatch("cpu", "cpu", 4, TimeSpan.FromMilliseconds(100));
        var admission = Open();
        using var inside = await EnterAsync(admission, tiles: 1000, Lane.Bulk);

        using var interactive = await EnterAsync(
            admission, tiles: 4, Lane.Interactive, deadline: TimeSpan.FromMilliseconds(245));

        Assert.Equal(
            new QueueLoad(4, 1000, 20, TimeSpan.FromMilliseconds(225), TimeSpan.FromMilliseconds(25100)), admission.Load);
        await Assert.ThrowsAsync<OverloadedException>(
            () => EnterAsync(admission, tiles: 4, Lane.Bulk, deadline: TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task EnterAsync_LongPreparation_CountsUnlessTheQueueIsLonger()
    {
        _meter.RecordBatch("cpu", "cpu", 4, TimeSpan.FromMilliseconds(100));
        _meter.RecordPreparation(1_000_000, TimeSpan.FromMilliseconds(10));
        var admission = Open();

        await Assert.ThrowsAsync<OverloadedException>(() => EnterAsync(
            admission, tiles: 4, Lane.Bulk, deadline: TimeSpan.FromMilliseconds(235), pixels: 10_000_000));
        (await EnterAsync(
            admission, tiles: 4, Lane.Bulk, deadline: TimeSpan.FromMilliseconds(245), pixels: 10_000_000)).Dispose();
    }

    [Fact]
    public async Task EnterAsync_DeadlineGone_RefusesEvenWhereNothingWasMeasured()
    {
        await Assert.ThrowsAsync<OverloadedException>(() => EnterAsync(
            Open(), tiles: 1, Lane.Bulk, deadline: TimeSpan.FromMilliseconds(-1), whenFull: WhenFull.Wait));
    }

    [Fact]
    public async Task CloseAsync_EndsWithTheLastOneInside()
    {
        var admission = Open();
        var inside = await EnterAsync(admission, tiles: 1, Lane.Bulk);

        var closing = admission.CloseAsync();

        Assert.False(closing.IsCompleted);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => EnterAsync(admission, tiles: 1, Lane.Bulk));
        inside.Dispose();
        await closing;
    }

    [Fact]
    public async Task EnterAsync_PredictionsWereTooShort_AsksForMore()
    {
        // Predicted are 100 ms; it takes twice that.
        RecordBatch();
        var admission = Open();
        await TakeTwiceAsLongAsync(admission, ticket =>
        {
            RecordBatch();
            ticket.Scored();
        });

        await Assert.ThrowsAsync<OverloadedException>(() => EnterAsync(
            admission, tiles: 4, Lane.Bulk, deadline: TimeSpan.FromMilliseconds(190)));
        (await EnterAsync(admission, tiles: 4, Lane.Bulk, deadline: TimeSpan.FromMilliseconds(220))).Dispose();
        (await EnterAsync(admission, tiles: 4, Lane.Interactive, deadline: TimeSpan.FromMilliseconds(125))).Dispose();
    }

    [Fact]
    public async Task EnterAsync_LeftWithoutAScoreAfterTheirTime_TeachesToo()
    {
        RecordBatch();
        var admission = Open();
        await TakeTwiceAsLongAsync(admission, _ => { });

        RecordBatch();
        await Assert.ThrowsAsync<OverloadedException>(() => EnterAsync(
            admission, tiles: 4, Lane.Bulk, deadline: TimeSpan.FromMilliseconds(190)));
    }

    [Fact]
    public async Task EnterAsync_NothingNewForAWhile_ForgetsHowFarPredictionsWereOff()
    {
        RecordBatch();
        var admission = Open();
        await TakeTwiceAsLongAsync(admission, ticket => ticket.Scored());

        _time.Advance(TimeSpan.FromMinutes(1));
        RecordBatch();

        (await EnterAsync(admission, tiles: 4, Lane.Bulk, deadline: TimeSpan.FromMilliseconds(125))).Dispose();
    }

    public void Dispose() => _time.Dispose();

    private void RecordBatch() => _meter.RecordBatch("cpu", "cpu", 4, TimeSpan.FromMilliseconds(100));

    /// <summary>Fifty images, each for twice the 100 ms that are predicted; <paramref name="end"/> says how each ends.</summary>
    private async Task TakeTwiceAsLongAsync(Admission admission, Action<AdmissionTicket> end)
    {
        for (var i = 0; i < 50; i++)
        {
            RecordBatch();
            using var ticket = await EnterAsync(admission, tiles: 4, Lane.Bulk);
            _time.Advance(TimeSpan.FromMilliseconds(200));
            end(ticket);
        }
    }

    private Admission Open(int maxTiles = 4096, long maxBytes = 256 << 20) => new(
        new BatchingOptions { MaxQueuedTiles = maxTiles, MaxQueuedBytes = maxBytes }, _meter, () => LargestBatch, _time);

    private Task<AdmissionTicket> EnterAsync(
        Admission admission, int tiles, Lane lane, long bytes = 10, TimeSpan? deadline = null,
        WhenFull whenFull = WhenFull.Refuse, long pixels = 1) => admission.EnterAsync(
            new ImageCost(tiles, bytes, pixels),
            new AnalysisOptions { Lane = lane, Deadline = _time.GetUtcNow() + deadline, WhenFull = whenFull },
            default).AsTask();
}
