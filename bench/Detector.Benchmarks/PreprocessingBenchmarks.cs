using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Detector.Decoding;
using Detector.ModelPackages;
using Detector.Preprocessing;

namespace Detector.Benchmarks;

/// <summary>
/// Pixels to tensor values. The allocation column of the tile group must be empty. Within the image group, writing all
/// tiles is the base: planning should vanish beside it.
/// </summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class PreprocessingBenchmarks
{
    private const int Size = 256;
    private const int Slots = 16;

    private static readonly FramingSpec Framing =
        new() { Method = FramingMethod.Tiles, Size = Size, Overlap = 32, MaxTiles = 1024 };

    private readonly TensorWriter _planar = Writer(TensorLayout.Nchw);
    private readonly TensorWriter _interleaved = Writer(TensorLayout.Nhwc);
    private float[] _batch = [];
    private PixelBuffer? _image;

    [GlobalSetup]
    public void Setup()
    {
        _batch = new float[Slots * _planar.SlotLength];
        _image = TestPictures.Textured(4000, 3000);
    }

    [GlobalCleanup]
    public void Cleanup() => _image!.Dispose();

    [BenchmarkCategory("tile"), Benchmark(Baseline = true)]
    public void InnerTile() => Write(_planar, new Tile(1024, 1024), 0);

    [BenchmarkCategory("tile"), Benchmark]
    public void MirroredTile() => Write(_planar, new Tile(3900, 2900), 0);

    [BenchmarkCategory("tile"), Benchmark]
    public void InterleavedTile() => Write(_interleaved, new Tile(1024, 1024), 0);

    [BenchmarkCategory("12 MP image"), Benchmark(Baseline = true)]
    public int PlanAndWriteTiles()
    {
        var plan = Plan();
        for (var i = 0; i < plan.Tiles.Count; i++)
        {
            Write(_planar, plan.Tiles[i], i % Slots);
        }

        return plan.Tiles.Count;
    }

    [BenchmarkCategory("12 MP image"), Benchmark]
    public TilePlan Plan() => TilePlanner.Plan(_image!.Width, _image.Height, Framing, gridStep: 8);

    [BenchmarkCategory("12 MP image"), Benchmark]
    public void ResizeTo224Bilinear() => Resampler.Resize(_image!, 224, 224, ResampleFilter.Bilinear).Dispose();

    [BenchmarkCategory("12 MP image"), Benchmark]
    public void ResizeTo224Lanczos() => Resampler.Resize(_image!, 224, 224, ResampleFilter.Lanczos).Dispose();

    private static TensorWriter Writer(TensorLayout layout) => new(
        new InputSpec(
            "tiles", layout, TensorType.Float32, ChannelOrder.Rgb, 1 / 255f, [0.5f, 0.5f, 0.5f], [0.5f, 0.5f, 0.5f]),
        Size);

    private void Write(TensorWriter writer, Tile tile, int slot) =>
        writer.Write(_image!, tile, _batch.AsSpan(slot * writer.SlotLength, writer.SlotLength));
}
