using Detector.Batching;
using Detector.Tests.Support;

namespace Detector.Tests.Batching;

/// <summary>Who goes first when people and machines both wait.</summary>
public sealed class TileBatcherLaneTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeBackend _backend = new();
    private readonly TestTiles _tiles = new();
    private readonly ListLogger<TileBatcher> _log = new();

    [Fact]
    public async Task ScoreAsync_InteractiveComesLast_GoesBeforeAllBulkThatWaits()
    {
        await using var batcher = Start(maxBatchTiles: 2);
        _backend.Hold();
        var running = ScoreAsync(batcher, 1, 2, Lane.Bulk);
        await _backend.EnteredAsync();
        Task[] bulk = [.. Enumerable.Range(2, 5).Select(number => ScoreAsync(batcher, number, 2, Lane.Bulk))];
        var person = ScoreAsync(batcher, 100, 2, Lane.Interactive);

        _backend.Release();
        await Task.WhenAll([running, person, .. bulk]);

        Assert.Equal([1, 100, 2, 3, 4, 5, 6], _backend.Runs.Select(run => run[0]));
    }

    [Fact]
    public async Task ScoreAsync_InteractiveNeverEnds_BulkGetsItsShare()
    {
        await using var batcher = Start(maxBatchTiles: 1, bulkShare: 0.25);
        _backend.Hold();
        var running = ScoreAsync(batcher, 1, 1, Lane.Interactive);
        await _backend.EnteredAsync();
        Task[] others =
        [
            .. Enumerable.Range(101, 9).Select(number => ScoreAsync(batcher, number, 1, Lane.Interactive)),
            .. Enumerable.Range(201, 3).Select(number => ScoreAsync(batcher, number, 1, Lane.Bulk)),
        ];

        _backend.Release();
        await Task.WhenAll([running, .. others]);

        // About every fourth: which one exactly depends on the buffers that are free at that moment.
        var order = _backend.Runs.Select(run => run[0]).ToList();
        Assert.InRange(order.IndexOf(201), 2, 6);
        Assert.InRange(order.IndexOf(202), 5, 11);
        Assert.Equal([201, 202, 203], order.Where(number => number > 200));
        Assert.Equal(13, order.Count);
    }

    [Fact]
    public async Task ScoreAsync_PaddedDevice_BulkTilesTakeTheSlotsThatWouldBeEmpty()
    {
        _backend.Padding = 4;
        await using var batcher = Start(maxBatchTiles: 8);
        _backend.Hold();
        var running = ScoreAsync(batcher, 1, 4, Lane.Bulk);
        await _backend.EnteredAsync();
        var bulk = ScoreAsync(batcher, 2, 20, Lane.Bulk);
        var person = ScoreAsync(batcher, 100, 3, Lane.Interactive);

        _backend.Release();
        await Task.WhenAll(running, bulk, person);

        Assert.Equal([4, 4, 8, 8, 3], _backend.Runs.Select(run => run.Length));
        Assert.Equal([100, 100, 100, 2], _backend.Runs.ElementAt(1));
    }

    [Fact]
    public async Task ScoreAsync_BatchIsOpen_GrowsUntilTheDeviceTakesIt()
    {
        await using var batcher = Start(maxBatchTiles: 8);
        _backend.Hold();
        var running = ScoreAsync(batcher, 1, 1, Lane.Bulk);
        await _backend.EnteredAsync();
        var second = ScoreAsync(batcher, 2, 1, Lane.Bulk);
        var third = ScoreAsync(batcher, 3, 1, Lane.Bulk);

        _backend.Release();
        await Task.WhenAll(running, second, third);

        Assert.Equal([[1], [2, 3]], _backend.Runs);
    }

    [Fact]
    public async Task ScoreAsync_Answers_SayHowLargeTheirBatchesWere()
    {
        await using var batcher = Start(maxBatchTiles: 4);
        using var framed = _tiles.Image(1, 6);

        using var outputs = await batcher.ScoreAsync(framed, Lane.Bulk, default).WaitAsync(Patience);

        // Four tiles in a batch of four, two in a batch of two.
        Assert.Equal(20 / 6.0, outputs.MeanBatchTiles, 1e-9);
    }

    public void Dispose()
    {
        Assert.Empty(_backend.Violations);
        _backend.Dispose();
        _tiles.Dispose();
    }

    private TileBatcher Start(int maxBatchTiles, double bulkShare = 0.2) => new(
        _backend, TestTiles.Writer, new BatchingOptions { MaxBatchTiles = maxBatchTiles, BulkShare = bulkShare },
        new ThroughputMeter(TimeProvider.System), TestMeters.Metrics(), TimeProvider.System, _log);

    private async Task ScoreAsync(TileBatcher batcher, int number, int tiles, Lane lane)
    {
        using var framed = _tiles.Image(number, tiles);
        using var outputs = await batcher.ScoreAsync(framed, lane, default).WaitAsync(Patience);
        Assert.Equal(Enumerable.Repeat((float)number, tiles), outputs.Scores.ToArray());
        Assert.Equal(Enumerable.Range(0, tiles).Select(tile => (float)tile), outputs.Maps.ToArray());
    }
}
