using Detector.Batching;
using Detector.Inference;
using Detector.Tests.Batching;
using Detector.Tests.Support;

namespace Detector.Tests.Inference;

/// <summary>Many images through the batcher while the device dies under them: nobody notices.</summary>
public sealed class ResilientBatchingTests : IDisposable
{
    private const int Images = 300;

    private readonly DeviceBench _bench = new();
    private readonly TestTiles _tiles = new();
    private int _runs;

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(40)]
    public async Task ScoreAsync_DeviceDiesInTheMiddle_AnswersEveryImageOnceAndRight(int diesAt)
    {
        using var backend = _bench.Start();
        _bench.Gpu.OnRun = _ =>
        {
            if (++_runs >= diesAt)
            {
                throw new InvalidTimeZoneException("Device trouble.");
            }
        };

        await ScoreAllAsync(backend);

        Assert.Equal((DeviceState.Degraded, "cpu"), (backend.State, backend.Device));
        Assert.True(_bench.Gpu.Freed.Task.IsCompleted);
        Assert.Equal(1, _bench.Cpu.LiveBatches);
    }

    [Fact]
    public async Task ScoreAsync_DeviceHangsInTheMiddle_AnswersEveryImageOnceAndRight()
    {
        using var backend = _bench.Start();
        _bench.HangIn(_bench.Gpu);
        var hang = _bench.Gpu.OnRun;
        _bench.Gpu.OnRun = probe =>
        {
            if (++_runs >= 8)
            {
                hang(probe);
            }
        };

        var scoring = ScoreAllAsync(backend);
        await _bench.GiveUpAsync();
        await scoring;

        Assert.Equal("cpu", backend.Device);
        Assert.Equal(1, _bench.Cpu.LiveBatches);
    }

    [Fact]
    public async Task ScoreAsync_OnlyDeviceHangsOnce_ImagesAreRetriedOnAFreshOne()
    {
        using var backend = _bench.StartCpuOnly();
        _bench.HangIn(_bench.Cpu);

        var scoring = ScoreAllAsync(backend);
        await _bench.GiveUpAsync();
        await scoring;

        Assert.Equal(DeviceState.Healthy, backend.State);
        Assert.Equal(2, _bench.Cpus.Count);
    }

    [Fact]
    public async Task ScoreAsync_DeviceComesAndGoes_AnswersEveryImageOnceAndRight()
    {
        // Dies after every 9 runs; comes back while batches run, since a pause passes with every run of the fallback.
        _bench.PrepareGpu = gpu =>
        {
            var runs = 0;
            gpu.OnRun = _ =>
            {
                if (++runs > 9)
                {
                    throw new InvalidTimeZoneException("Device trouble.");
                }
            };
        };
        _bench.PrepareCpu = cpu => cpu.OnRun = _ => _bench.Time.Advance(TimeSpan.FromSeconds(5));
        using (var backend = _bench.Start())
        {
            await ScoreAllAsync(backend);

            Assert.True(backend.Status.Fallbacks > 1, "The device came back.");
        }

        // Each was freed as soon as its last batch had left it; the fallback was kept.
        await Task.WhenAll(_bench.Gpus.Select(gpu => gpu.Freed.Task)).WaitAsync(DeviceBench.Patience);
        Assert.All(_bench.Gpus, gpu => Assert.Equal(0, gpu.LiveBatches));
        Assert.Equal(0, Assert.Single(_bench.Cpus).LiveBatches);
    }

    [Fact]
    public async Task ScoreAsync_StartedOnTheFallback_BatchesGrowWhenTheDeviceComes()
    {
        _bench.PrepareGpu = _ => throw new InvalidOperationException("No driver.");
        var plan = new DevicePlan(
            new DeviceSource(OnnxBackend.CudaName, _bench.GpuSource.Open), _bench.CpuSource, PreferredAtStart.Expected);
        using var backend = _bench.Start(plan);
        await using var batcher = Start(backend, new BatchingOptions());
        Assert.Equal(new BatchingOptions().TilesOn(OnnxBackend.CpuName), batcher.LargestBatch);
        var back = new TaskCompletionSource();
        backend.Changed += _ => back.TrySetResult();
        _bench.PrepareGpu = _ => { };

        await _bench.Time.TimerDueInAsync(TimeSpan.FromSeconds(60));
        _bench.Time.Advance(TimeSpan.FromSeconds(60));
        await back.Task.WaitAsync(DeviceBench.Patience);
        using var framed = _tiles.Image(1, 40);
        using var outputs = await batcher.ScoreAsync(framed, Lane.Bulk, default).WaitAsync(DeviceBench.Patience);

        Assert.Equal([32, 8], _bench.Gpu.Runs);
        Assert.Equal(Enumerable.Range(0, 40).Select(tile => (float)tile), outputs.Maps.ToArray());
    }

    public void Dispose()
    {
        _bench.Dispose();
        _tiles.Dispose();
    }

    /// <summary>On a time of its own: the bench's stands still.</summary>
    private static TileBatcher Start(ResilientBackend backend, BatchingOptions options) => new(
        backend, TestTiles.Writer, options, new ThroughputMeter(TimeProvider.System), TestMeters.Metrics(), TimeProvider.System,
        new ListLogger<TileBatcher>());

    private async Task ScoreAllAsync(ResilientBackend backend)
    {
        await using var batcher = Start(backend, new BatchingOptions { MaxBatchTiles = 7 });
        var answers = 0;
        await Task.WhenAll(Enumerable.Range(1, Images).Select(number => Task.Run(async () =>
        {
            var count = (number * 7 % 20) + 1;
            using var framed = _tiles.Image(number, count);
            using var outputs = await batcher.ScoreAsync(framed, (Lane)(number % 2), default);
            Assert.Equal(Enumerable.Repeat((float)number, count), outputs.Scores.ToArray());
            Assert.Equal(Enumerable.Range(0, count).Select(tile => (float)tile), outputs.Maps.ToArray());
            Interlocked.Increment(ref answers);
        }))).WaitAsync(DeviceBench.Patience);
        Assert.Equal(Images, answers);
    }
}
