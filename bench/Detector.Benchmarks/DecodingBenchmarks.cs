using BenchmarkDotNet.Attributes;
using Detector.Decoding;
using Detector.Evidence;
using Microsoft.Extensions.Options;

namespace Detector.Benchmarks;

/// <summary>Encoded bytes to upright pixels. Compare formats at one size, and one format at two sizes.</summary>
[MemoryDiagnoser]
public class DecodingBenchmarks
{
    private readonly VipsImageDecoder _decoder = new(Options.Create(new DecodingOptions()));
    private byte[] _largeJpeg = [];
    private byte[] _jpeg = [];
    private byte[] _png = [];
    private byte[] _webp = [];

    [GlobalSetup]
    public void Setup()
    {
        using var small = TestPictures.Textured(1000, 1000);
        _largeJpeg = TestPictures.Jpeg(4000, 3000);
        _jpeg = TestPictures.Jpeg(1000, 1000);
        _png = TestPictures.Encode(small, "png", "compression=6");
        _webp = TestPictures.Encode(small, "webp", "Q=85");
    }

    [Benchmark(Baseline = true)]
    public int Jpeg1Megapixel() => Decode(_jpeg);

    [Benchmark]
    public int Jpeg12Megapixels() => Decode(_largeJpeg);

    [Benchmark]
    public int Png1Megapixel() => Decode(_png);

    [Benchmark]
    public int WebP1Megapixel() => Decode(_webp);

    [Benchmark]
    public int Jpeg12MegapixelsHeader() => _decoder.ReadHeader(_largeJpeg).Width;

    [Benchmark]
    public string Jpeg12MegapixelsHash() => ContentHash.Sha256(_largeJpeg);

    private int Decode(byte[] encoded)
    {
        using var image = _decoder.Decode(encoded);
        return image.Width;
    }
}
