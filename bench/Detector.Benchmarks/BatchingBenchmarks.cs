using System.Diagnostics.Metrics;
using BenchmarkDotNet.Attributes;
using Detector.Batching;
using Detector.Decoding;
using Detector.ModelPackages;
using Detector.Preprocessing;
using Detector.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Detector.Benchmarks;

/// <summary>
/// The queue by itself: tiles of 8 x 8 pixels and a device that takes no time. Time and allocations are per image; the
/// ratio says what many callers cost or save each other.
/// </summary>
[MemoryDiagnoser]
public class BatchingBenchmarks
{
    private const int Images = 1024;
    private const int Size = 8;

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private FramedImage? _image;
    private TileBatcher? _batcher;

    [Params(1, 24)]
    public int TilesPerImage { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var input = new InputSpec(
            "tiles", TensorLayout.Nchw, TensorType.Float32, ChannelOrder.Rgb, 1 / 255f, [0, 0, 0], [1, 1, 1]);
        var writer = new TensorWriter(input, Size);
        var tiles = Enumerable.Repeat(new Tile(0, 0), TilesPerImage).ToArray();
        var plan = new TilePlan(Size, Size, Size, Size, tiles, tiles.Length);
        var pixels = PixelBuffer.Allocate(Size, Size);
        _image = new FramedImage(pixels, ownsPixels: true, plan, new FrameGeometry(Size, Size));
        _batcher = new TileBatcher(
            new InstantBackend(writer.SlotLength), writer, new BatchingOptions(),
            new ThroughputMeter(TimeProvider.System),
            new DetectorMetrics(_services.GetRequiredService<IMeterFactory>()), TimeProvider.System,
            NullLogger<TileBatcher>.Instance);
    }

    [GlobalCleanup]
    public async Task Cleanup()
    {
        await _batcher!.DisposeAsync();
        _image!.Dispose();
        await _services.DisposeAsync();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Images)]
    public Task OneCaller() => ScoreAsync(1);

    [Benchmark(OperationsPerInvoke = Images)]
    public Task EightCallers() => ScoreAsync(8);

    [Benchmark(OperationsPerInvoke = Images)]
    public Task SixtyFourCallers() => ScoreAsync(64);

    private Task ScoreAsync(int callers) => Task.WhenAll(
        Enumerable.Range(0, callers).Select(_ => Task.Run(() => CallAsync(Images / callers))));

    private async Task CallAsync(int images)
    {
        for (var i = 0; i < images; i++)
        {
            using var outputs = await _batcher!.ScoreAsync(_image!, Lane.Bulk, CancellationToken.None);
        }
    }
}
