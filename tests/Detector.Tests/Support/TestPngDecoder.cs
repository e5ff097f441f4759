using Detector.Decoding;

namespace Detector.Tests.Support;

/// <summary>Decodes what <see cref="TestPng"/> writes.</summary>
internal sealed class TestPngDecoder : IImageDecoder
{
    public ImageHeader ReadHeader(ReadOnlySpan<byte> encoded)
    {
        var (width, height) = TestPng.ReadSize(encoded);
        return new ImageHeader("png", width, height, IsTurned: false);
    }

    public DecodedImage Decode(ReadOnlySpan<byte> encoded) => new(TestPng.Decode(encoded), "png", []);
}
