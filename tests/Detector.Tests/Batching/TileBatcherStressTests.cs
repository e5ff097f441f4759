using System.Collections.Concurrent;
using Detector.Batching;
using Detector.Tests.Support;

namespace Detector.Tests.Batching;

/// <summary>Many images at once, with the orders and failures that a seed gives.</summary>
public sealed class TileBatcherStressTests : IDisposable
{
    private const int Images = 500;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly FakeBackend _backend = new();
    private readonly TestTiles _tiles = new();
    private readonly ListLogger<TileBatcher> _log = new();
    private readonly ConcurrentDictionary<int, CancellationTokenSource> _callers = new();

    [Theory]
    [InlineData(1, 16)]
    [InlineData(2, 1)]
    [InlineData(3, 7)]
    [InlineData(4, 64)]
    public async Task ScoreAsync_ManyImages_AnswersEachOneOnceAndRight(int seed, int maxBatchTiles)
    {
        int[] counts = [.. Enumerable.Range(0, Images).Select(i => new Random((seed * Images) + i).Next(1, 41))];
        await using (var batcher = Start(maxBatchTiles))
        {
            await Task.WhenAll(counts.Select((tiles, i) => Task.Run(async () =>
            {
                using var framed = _tiles.Image(i + 1, tiles);
                using var outputs = await batcher.ScoreAsync(framed, (Lane)(i % 2), default);
                CheckOutputs(outputs, i + 1, tiles);
            }))).WaitAsync(Patience);
        }

        // No tile was scored twice, none was left out, and only the last batches may be small.
        Assert.Equal(counts.Sum(), _backend.Runs.Sum(run => run.Length));
        var scored = _backend.Runs.SelectMany(run => run).CountBy(number => number).ToDictionary();
        Assert.All(counts.Index(), item => Assert.Equal(item.Item, scored[item.Index + 1]));
        Assert.All(_backend.Runs, run => Assert.InRange(run.Length, 1, maxBatchTiles));
        Assert.Empty(_backend.Violations);
        Assert.Empty(_log.Entries);
        Assert.Equal(0, _backend.LiveBatches);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task ScoreAsync_RandomCancellationsAndFailures_NeverReadsPixelsAfterTheAnswer(int seed)
    {
        var runs = 0;
        var moods = new Random(seed);
        _backend.OnRun = numbers =>
        {
            // A caller of just this batch leaves, and has time to free its pixels before they might be read once more.
            if (moods.Next(3) == 0 && _callers.TryGetValue(numbers[0], out var caller))
            {
                caller.Cancel();
                Thread.Sleep(1);
            }

            Thread.SpinWait(moods.Next(2000));
            if (++runs % 4 == 0)
            {
                throw new InvalidTimeZoneException("Device trouble.");
            }
        };
        var random = new Random(seed);
        var answered = 0;
        await using (var batcher = Start(random.Next(1, 17)))
        {
            await Task.WhenAll(Enumerable.Range(1, Images).Select(number => Task.Run(async () =>
            {
                await ScoreOrGiveUpAsync(batcher, number, new Random((seed * Images) + number));
                Interlocked.Increment(ref answered);
            }))).WaitAsync(Patience);
        }

        Assert.Equal(Images, answered);
        Assert.Empty(_backend.Violations);
        Assert.DoesNotContain(_log.Entries, entry => entry.Exception is not InvalidTimeZoneException);
        Assert.Equal(0, _backend.LiveBatches);
    }

    public void Dispose()
    {
        foreach (var caller in _callers.Values)
        {
            caller.Dispose();
        }

        _backend.Dispose();
        _tiles.Dispose();
    }

    private async Task ScoreOrGiveUpAsync(TileBatcher batcher, int number, Random random)
    {
        var tiles = random.Next(1, 31);
        var cancellation = _callers.GetOrAdd(number, _ => new CancellationTokenSource());

        // Freed the moment the answer is there: whoever reads on is found out by the backend.
        using var framed = _tiles.Image(number, tiles);
        var scoring = batcher.ScoreAsync(framed, (Lane)random.Next(2), cancellation.Token);
        try
        {
            if (random.Next(3) == 0)
            {
                for (var i = random.Next(20); i > 0; i--)
                {
                    await Task.Yield();
                }

                cancellation.Cancel();
            }

            using var outputs = await scoring;
            CheckOutputs(outputs, number, tiles);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
        catch (AnalysisException e) when (e.InnerException is InvalidTimeZoneException)
        {
        }
    }

    private static void CheckOutputs(TileOutputs outputs, int number, int tiles)
    {
        Assert.Equal(Enumerable.Repeat((float)number, tiles), outputs.Scores.ToArray());
        Assert.Equal(Enumerable.Range(0, tiles).Select(tile => (float)tile), outputs.Maps.ToArray());
    }

    private TileBatcher Start(int maxBatchTiles) => new(
        _backend, TestTiles.Writer, new BatchingOptions { MaxBatchTiles = maxBatchTiles },
        new ThroughputMeter(TimeProvider.System), TestMeters.Metrics(), TimeProvider.System, _log);
}
