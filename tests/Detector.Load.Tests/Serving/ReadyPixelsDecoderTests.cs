using Detector.Decoding;
using Detector.Load.Serving;
using Detector.Load.Tests.Support;

namespace Detector.Load.Tests.Serving;

public sealed class ReadyPixelsDecoderTests
{
    [Fact]
    public void Decode_TheSamePictureAgain_DecodesOnceAndHandsOutCopies()
    {
        var inner = new CountingDecoder();
        using var decoder = new ReadyPixelsDecoder(inner);
        var picture = TestPictureBytes.Create(1);

        using (var first = decoder.Decode(picture))
        {
            first.Pixels.Row(0)[0] = 99;
        }

        using var second = decoder.Decode(picture);

        Assert.Equal(1, inner.Decoded);
        Assert.Equal(picture[0], second.Pixels.Row(0)[0]);
        Assert.Equal((2, 3, "jpeg"), (second.Width, second.Height, second.Format));
    }

    [Fact]
    public void Decode_AnotherPicture_HasItsOwnPixels()
    {
        using var decoder = new ReadyPixelsDecoder(new CountingDecoder());
        var (one, two) = (TestPictureBytes.Create(1), TestPictureBytes.Create(2));

        using var first = decoder.Decode(one);
        using var second = decoder.Decode(two);

        Assert.Equal((one[0], two[0]), (first.Pixels.Row(0)[0], second.Pixels.Row(0)[0]));
    }

    private sealed class CountingDecoder : IImageDecoder
    {
        public int Decoded { get; private set; }

        public ImageHeader ReadHeader(ReadOnlySpan<byte> encoded) => new("jpeg", 2, 3, IsTurned: false);

        public DecodedImage Decode(ReadOnlySpan<byte> encoded)
        {
            Decoded++;
            var pixels = PixelBuffer.Allocate(2, 3);
            pixels.Row(0)[0] = encoded[0];
            return new DecodedImage(pixels, "jpeg", []);
        }
    }
}
