using BenchmarkDotNet.Attributes;
using Detector.Decoding;
using Detector.Heatmaps;
using Detector.ModelPackages;
using Detector.Preprocessing;

namespace Detector.Benchmarks;

/// <summary>Tile maps to the map, regions and pictures of a 12-megapixel image. The base is the grey picture.</summary>
[MemoryDiagnoser]
public class HeatmapBenchmarks
{
    private const int Size = 256;
    private const int Stride = 8;
    private const int Cells = Size / Stride;

    private static readonly FramingSpec Framing =
        new() { Method = FramingMethod.Tiles, Size = Size, Overlap = 32, MaxTiles = 1024 };

    private readonly MapOutputSpec _output = new("map", OutputKind.Logit, Stride);
    private TilePlan? _plan;
    private FrameGeometry? _geometry;
    private float[] _logits = [];
    private PixelBuffer? _image;
    private HeatGrid? _map;
    private IReadOnlyList<Region> _regions = [];
    private byte[] _gray = [];

    [GlobalSetup]
    public void Setup()
    {
        _image = TestPictures.Textured(4000, 3000);
        _geometry = new FrameGeometry(_image.Width, _image.Height);
        _plan = TilePlanner.Plan(_image.Width, _image.Height, Framing, Stride);
        _logits = [.. _plan.Tiles.SelectMany(TileLogits)];
        _map = Stitch();
        _regions = FindRegions();
        _gray = RenderGray();
    }

    [GlobalCleanup]
    public void Cleanup() => _image!.Dispose();

    [Benchmark]
    public HeatGrid Stitch() => MapStitcher.Stitch(_plan!, _geometry!, _output, _logits, Cells, Cells);

    [Benchmark]
    public IReadOnlyList<Region> FindRegions() => RegionFinder.Find(_map!, new RegionsSpec());

    [Benchmark(Baseline = true)]
    public byte[] RenderGray() => HeatmapRenderer.RenderGray(_map!, _image!.Width, _image.Height);

    [Benchmark]
    public byte[] EncodeGrayPng() => PngEncoder.Encode(_gray, _image!.Width, _image.Height, 1);

    [Benchmark]
    public void RenderOverlay() => HeatmapRenderer.RenderOverlay(_image!, _map!, _regions).Dispose();

    /// <summary>Round spots, some hundred pixels apart, so that there are regions to find.</summary>
    private static IEnumerable<float> TileLogits(Tile tile)
    {
        for (var cell = 0; cell < Cells * Cells; cell++)
        {
            var x = tile.X + (cell % Cells * Stride);
            var y = tile.Y + (cell / Cells * Stride);
            yield return (float)(6 * Math.Sin(x / 180.0) * Math.Sin(y / 140.0)) - 2;
        }
    }
}
