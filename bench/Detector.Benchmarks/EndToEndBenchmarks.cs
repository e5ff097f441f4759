using BenchmarkDotNet.Attributes;

namespace Detector.Benchmarks;

/// <summary>The whole way of one image alone. After each benchmark a line says how the stages share its time.</summary>
[MemoryDiagnoser]
public class EndToEndBenchmarks
{
    private static readonly AnalysisOptions Pictures = new() { MapPng = true, OverlayPng = true };

    private readonly StageTotals _stages = new();
    private MeasuredDetector? _detector;
    private ImageAnalyzer? _analyzer;
    private byte[] _small = [];
    private byte[] _large = [];

    [GlobalSetup]
    public void Setup()
    {
        _small = TestPictures.Jpeg(1000, 1000);
        _large = TestPictures.Jpeg(4000, 3000);
        _detector = new MeasuredDetector(ModelLocation.Directory);
        _analyzer = _detector.Analyzer;
    }

    [GlobalCleanup]
    public async Task Cleanup()
    {
        Console.WriteLine($"// Stages of {_stages.Count} images: {_stages}");
        await _detector!.DisposeAsync();
    }

    [Benchmark(Baseline = true)]
    public Task Analyze1Megapixel() => AnalyzeAsync(_small, AnalysisOptions.Default);

    [Benchmark]
    public Task Analyze12Megapixels() => AnalyzeAsync(_large, AnalysisOptions.Default);

    [Benchmark]
    public Task Analyze12MegapixelsWithPictures() => AnalyzeAsync(_large, Pictures);

    private async Task AnalyzeAsync(byte[] encoded, AnalysisOptions options) =>
        _stages.Add((await _analyzer!.AnalyzeAsync(encoded, options)).Timings);
}
