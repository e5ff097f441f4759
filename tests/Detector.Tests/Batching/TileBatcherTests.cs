using Detector.Batching;
using Detector.Tests.Support;

namespace Detector.Tests.Batching;

public sealed class TileBatcherTests : IDisposable
{
    private const int Poison = 666;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeBackend _backend = new();
    private readonly TestTiles _tiles = new();
    private readonly ListLogger<TileBatcher> _log = new();

    [Fact]
    public async Task ScoreAsync_IdleDevice_ScoresEveryTileInPlace()
    {
        await using var batcher = Start();

        await CheckScoredAsync(batcher, number: 1234, tiles: 5);

        Assert.Equal([1234, 1234, 1234, 1234, 1234], Assert.Single(_backend.Runs));
    }

    [Fact]
    public async Task ScoreAsync_ImagesQueuedWhileTheDeviceIsBusy_ShareBatches()
    {
        await using var batcher = Start();
        _backend.Hold();
        var first = CheckScoredAsync(batcher, 1, 1);
        await _backend.EnteredAsync();
        Task[] others = [.. Enumerable.Range(2, 6).Select(number => CheckScoredAsync(batcher, number, 2))];

        _backend.Release();
        await Task.WhenAll([first, .. others]);

        // One was running, one was prepared with what was there at that moment, and the third took all that was left.
        Assert.InRange(_backend.Runs.Count, 2, 3);
        Assert.Equal(13, _backend.Runs.Sum(run => run.Length));
        Assert.Contains(_backend.Runs, run => run.Distinct().Count() >= 3);
    }

    [Fact]
    public async Task ScoreAsync_ImageLargerThanABatch_SpansFullBatches()
    {
        await using var batcher = Start(maxBatchTiles: 16);

        await CheckScoredAsync(batcher, 7, 100);

        Assert.Equal([16, 16, 16, 16, 16, 16, 4], _backend.Runs.Select(run => run.Length));
    }

    [Fact]
    public async Task ScoreAsync_RestOfALargeImage_IsJoinedByTheNextOnes()
    {
        await using var batcher = Start(maxBatchTiles: 4);
        _backend.Hold();
        var blocker = CheckScoredAsync(batcher, 1, 4);
        await _backend.EnteredAsync();
        var large = CheckScoredAsync(batcher, 2, 6);
        var small = CheckScoredAsync(batcher, 3, 2);

        _backend.Release();
        await Task.WhenAll(blocker, large, small);

        Assert.Equal([[1, 1, 1, 1], [2, 2, 2, 2], [2, 2, 3, 3]], _backend.Runs);
    }

    [Fact]
    public async Task ScoreAsync_BatchFailsOnce_EveryMemberIsScoredAlone()
    {
        _backend.OnRun = numbers => ThrowIf(numbers.Distinct().Count() > 1);
        await using var batcher = Start();
        _backend.Hold();
        var first = CheckScoredAsync(batcher, 1, 1);
        await _backend.EnteredAsync();
        Task[] others = [.. Enumerable.Range(2, 5).Select(number => CheckScoredAsync(batcher, number, 3))];

        _backend.Release();
        await Task.WhenAll([first, .. others]);

        Assert.Contains(_backend.Runs, run => run.Distinct().Count() > 1);
        Assert.Contains(_log.Entries, entry => entry.Message.Contains("each is tried alone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ScoreAsync_PoisonousImage_FailsAlone()
    {
        _backend.OnRun = numbers => ThrowIf(numbers.Contains(Poison));
        await using var batcher = Start(maxBatchTiles: 8);
        _backend.Hold();
        var first = CheckScoredAsync(batcher, 1, 1);
        await _backend.EnteredAsync();
        var before = CheckScoredAsync(batcher, 2, 3);
        var poison = ScoreAsync(batcher, Poison, 6);
        var after = CheckScoredAsync(batcher, 3, 3);

        _backend.Release();
        await Task.WhenAll(first, before, after);
        var failure = await Assert.ThrowsAsync<AnalysisException>(() => poison);

        Assert.Equal(AnalysisErrorReason.InferenceFailed, failure.Reason);
        Assert.Contains("on fake, in a batch and alone: Device trouble.", failure.Message, StringComparison.Ordinal);
        Assert.IsType<InvalidTimeZoneException>(failure.InnerException);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ScoreAsync_DeviceKeepsFailing_EveryImageFailsAndLaterOnesAreServed(bool outOfMemory)
    {
        _backend.OnRun = _ => throw (outOfMemory ? new InsufficientMemoryException() : new InvalidTimeZoneException());
        await using var batcher = Start(maxBatchTiles: 4);
        Task<float[]>[] tasks = [.. Enumerable.Range(1, 5).Select(number => ScoreAsync(batcher, number, number))];

        foreach (var task in tasks)
        {
            var failure = await Assert.ThrowsAsync<AnalysisException>(() => task);
            Assert.Equal(AnalysisErrorReason.InferenceFailed, failure.Reason);
        }

        _backend.OnRun = _ => { };
        await CheckScoredAsync(batcher, 9, 9);
    }

    [Fact]
    public async Task ScoreAsync_OutputsTooShort_FailsAndLaterOnesAreServed()
    {
        await using var batcher = Start(maxBatchTiles: 4);
        _backend.Missing = 1;

        var failure = await Assert.ThrowsAsync<AnalysisException>(() => ScoreAsync(batcher, 1, 4));

        Assert.Equal(AnalysisErrorReason.InferenceFailed, failure.Reason);
        Assert.Contains("3 scores and 3 map cells for 4 tiles", failure.Message, StringComparison.Ordinal);
        _backend.Missing = 0;
        await CheckScoredAsync(batcher, 2, 4);
    }

    [Fact]
    public async Task ScoreAsync_PixelsCannotBeRead_FailsAndLaterOnesAreServed()
    {
        await using var batcher = Start();
        var framed = _tiles.Image(1, 3);
        framed.Dispose();

        var failure = await Assert.ThrowsAsync<AnalysisException>(
            () => batcher.ScoreAsync(framed, Lane.Bulk, default).WaitAsync(Patience));

        Assert.IsType<ObjectDisposedException>(failure.InnerException);
        await CheckScoredAsync(batcher, 2, 4);
    }

    [Fact]
    public async Task ScoreAsync_CancelledInTheQueue_NeverReachesTheDevice()
    {
        await using var batcher = Start(maxBatchTiles: 1);
        using var cancellation = new CancellationTokenSource();
        _backend.Hold();
        var running = CheckScoredAsync(batcher, 1, 1);
        await _backend.EnteredAsync();
        var prepared = CheckScoredAsync(batcher, 2, 1);
        var queued = ScoreAsync(batcher, 3, 2, cancellationToken: cancellation.Token);

        cancellation.Cancel();
        _backend.Release();

        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queued);
        Assert.Equal(cancellation.Token, thrown.CancellationToken);
        await Task.WhenAll(running, prepared);
        Assert.DoesNotContain(_backend.Runs, run => run.Contains(3));
    }

    [Fact]
    public async Task ScoreAsync_CancelledWhileTheDeviceIsStuck_EndsAtOnceUnlessTilesAreInABatch()
    {
        await using var batcher = Start(maxBatchTiles: 2);
        using var cancellation = new CancellationTokenSource();
        _backend.Hold();
        var running = CheckScoredAsync(batcher, 1, 2);
        await _backend.EnteredAsync();
        var placed = CheckScoredAsync(batcher, 2, 2);
        Task<float[]>[] waiting =
            [.. Enumerable.Range(3, 5).Select(number => ScoreAsync(batcher, number, 2, cancellationToken: cancellation.Token))];

        cancellation.Cancel();

        foreach (var image in waiting)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => image);
        }

        Assert.Single(_backend.Runs);
        _backend.Release();
        await Task.WhenAll(running, placed);
        Assert.Equal([[1, 1], [2, 2]], _backend.Runs);
    }

    [Fact]
    public async Task ScoreAsync_CancelledWhileRunning_EndsWhenTheDeviceIsDoneWithItAndSkipsTheRest()
    {
        await using var batcher = Start(maxBatchTiles: 2);
        using var cancellation = new CancellationTokenSource();
        _backend.Hold();
        var image = ScoreAsync(batcher, 1, 200, cancellationToken: cancellation.Token);
        await _backend.EnteredAsync();

        cancellation.Cancel();
        await Task.Yield();
        Assert.False(image.IsCompleted);
        _backend.Release();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => image);

        // The one that was running, and the one that may have been prepared.
        Assert.InRange(_backend.Runs.Count, 1, 2);
    }

    [Fact]
    public async Task ScoreAsync_Linger_WaitsForMoreUntilTheClockSaysSo()
    {
        using var time = new ManualTimeProvider();
        await using var batcher = Start(maxBatchTiles: 4, linger: TimeSpan.FromSeconds(1), time: time);
        var first = batcher.ScoreAsync(_tiles.Image(1, 1), Lane.Bulk, default);
        await time.TimerStartedAsync();

        time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Empty(_backend.Runs);
        time.Advance(TimeSpan.FromMilliseconds(1));

        using var outputs = await first.WaitAsync(Patience);
        Assert.Equal([1], Assert.Single(_backend.Runs));
        Assert.Equal(TimeSpan.FromSeconds(1), outputs.Queue);
        Assert.Equal(TimeSpan.Zero, outputs.Inference);
    }

    [Fact]
    public async Task ScoreAsync_FullBatchWithLinger_DoesNotWait()
    {
        using var time = new ManualTimeProvider();
        await using var batcher = Start(maxBatchTiles: 4, linger: TimeSpan.FromSeconds(1), time: time);
        var first = CheckScoredAsync(batcher, 1, 1);
        await time.TimerStartedAsync();

        await Task.WhenAll(first, CheckScoredAsync(batcher, 2, 3));

        Assert.Equal([1, 2, 2, 2], Assert.Single(_backend.Runs));
    }

    [Fact]
    public async Task DisposeAsync_ImagesQueued_AnswersThemAllFreesTheBuffersAndTakesNoMore()
    {
        var batcher = Start(maxBatchTiles: 2);
        _backend.Hold();
        Task[] tasks = [.. Enumerable.Range(1, 10).Select(number => CheckScoredAsync(batcher, number, number))];
        await _backend.EnteredAsync();

        var disposal = batcher.DisposeAsync().AsTask();
        var late = ScoreAsync(batcher, 11, 1);
        Assert.False(disposal.IsCompleted);
        _backend.Release();

        await disposal.WaitAsync(Patience);
        await Task.WhenAll(tasks);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => late);
        Assert.Equal(0, _backend.LiveBatches);
        await batcher.DisposeAsync();
    }

    [Fact]
    public async Task TileOutputs_DisposedTwice_IsFine()
    {
        await using var batcher = Start();
        using var framed = _tiles.Image(1, 1);
        var outputs = await batcher.ScoreAsync(framed, Lane.Bulk, default).WaitAsync(Patience);

        outputs.Dispose();
        outputs.Dispose();

        Assert.Throws<ArgumentOutOfRangeException>(() => outputs.Scores.Length);
    }

    public void Dispose()
    {
        Assert.Empty(_backend.Violations);
        _backend.Dispose();
        _tiles.Dispose();
    }

    private static void ThrowIf(bool condition)
    {
        if (condition)
        {
            throw new InvalidTimeZoneException("Device trouble.");
        }
    }

    private TileBatcher Start(
        int maxBatchTiles = 16, TimeSpan linger = default, TimeProvider? time = null)
    {
        var options = new BatchingOptions
        {
            MaxBatchTiles = maxBatchTiles,
            LingerMilliseconds = linger.TotalMilliseconds,
        };
        time ??= TimeProvider.System;
        return new TileBatcher(_backend, TestTiles.Writer, options, new ThroughputMeter(time), TestMeters.Metrics(), time, _log);
    }

    /// <summary>Scores one image, frees its pixels at once, and returns the scores followed by the map cells.</summary>
    private async Task<float[]> ScoreAsync(
        TileBatcher batcher, int number, int tiles, Lane lane = Lane.Bulk, CancellationToken cancellationToken = default)
    {
        using var framed = _tiles.Image(number, tiles);
        using var outputs = await batcher.ScoreAsync(framed, lane, cancellationToken).WaitAsync(Patience, CancellationToken.None);
        return [.. outputs.Scores, .. outputs.Maps];
    }

    private async Task CheckScoredAsync(TileBatcher batcher, int number, int tiles, Lane lane = Lane.Bulk)
    {
        var values = await ScoreAsync(batcher, number, tiles, lane: lane);
        Assert.Equal(Enumerable.Repeat((float)number, tiles), values[..tiles]);
        Assert.Equal(Enumerable.Range(0, tiles).Select(tile => (float)tile), values[tiles..]);
    }
}
