using Detector.Heatmaps;
using Detector.Tests.Decoding;

namespace Detector.Tests.Heatmaps;

public sealed class PngEncoderTests
{
    [Fact]
    public void Encode_Rgb_DecodesToTheSamePixels()
    {
        var pixels = TestImages.Pattern();

        var file = PngEncoder.Encode(pixels, TestImages.Width, TestImages.Height, 3);
        using var image = TestImages.Decoder().Decode(file);

        Assert.Equal(pixels, TestImages.Bytes(image));
    }

    [Fact]
    public void Encode_Grey_HasOneChannelOfTheSameValues()
    {
        byte[] pixels = [.. Enumerable.Range(0, 100 * 80).Select(i => (byte)(i / 31))];

        var file = PngEncoder.Encode(pixels, 100, 80, 1);
        using var image = TestImages.Decoder().Decode(file);

        // IHDR: bit depth 8, colour type 0 (greyscale).
        Assert.Equal((8, 0), (file[24], file[25]));
        Assert.Equal(pixels.SelectMany(p => new[] { p, p, p }), TestImages.Bytes(image));
    }

    [Fact]
    public void Encode_Any_WritesNoMetadata()
    {
        var file = PngEncoder.Encode(new byte[64 * 64], 64, 64, 1);

        string[] allowed = ["IHDR", "IDAT", "IEND", "pHYs"];
        var types = new List<string>();
        for (var at = 8; at < file.Length;)
        {
            types.Add(System.Text.Encoding.ASCII.GetString(file, at + 4, 4));
            at += 12 + System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
        }

        Assert.Empty(types.Except(allowed));
    }

    [Theory]
    [InlineData(10, 10, 2, 200)]
    [InlineData(10, 10, 3, 299)]
    [InlineData(0, 10, 1, 0)]
    public void Encode_SizesThatDoNotFit_AreRefused(int width, int height, int channels, int length)
    {
        Assert.ThrowsAny<ArgumentException>(() => PngEncoder.Encode(new byte[length], width, height, channels));
    }
}
