using Detector.Evidence;
using Detector.Tests.Decoding;

namespace Detector.Tests.Evidence;

public sealed class ImageCompressionTests
{
    [Theory]
    [InlineData("png", "", CompressionKind.Lossless, null)]
    [InlineData("jpeg", "Q=62", CompressionKind.Jpeg, 62)]
    [InlineData("webp", "lossless=true", CompressionKind.Lossless, null)]
    [InlineData("webp", "Q=80", CompressionKind.Unknown, null)]
    [InlineData("gif", "", CompressionKind.Unknown, null)]
    [InlineData("tiff", "", CompressionKind.Unknown, null)]
    public void Read_SavedPicture_TellsWhatTheHeaderTells(
        string format, string options, CompressionKind kind, int? quality) =>
        Assert.Equal(
            new ImageCompression(kind, quality),
            ImageCompression.Read(format, TestImages.Encode(format, TestImages.Pattern(), options: options)));

    [Fact]
    public void Read_LosslessWebPWithAlphaAndProfile_IsFoundBehindItsOtherChunks()
    {
        var pixels = new byte[TestImages.Width * TestImages.Height * 4];
        new Random(3).NextBytes(pixels);
        var file = TestImages.Encode(
            "webp", pixels, 4, options: "lossless=true", prepare: ["icc_export output-profile=srgb"]);

        Assert.True(file.AsSpan().IndexOf("ICCP"u8) > 0);
        Assert.Equal(new ImageCompression(CompressionKind.Lossless, null), ImageCompression.Read("webp", file));
    }

    [Fact]
    public void Read_CutFiles_TellNothing()
    {
        var file = TestImages.Encode("webp", TestImages.Pattern(), options: "lossless=true");

        Assert.All(Enumerable.Range(0, 20), length =>
            Assert.Equal(default, ImageCompression.Read("webp", file.AsSpan(0, length))));
        Assert.Equal(default, ImageCompression.Read("jpeg", [0xFF, 0xD8, 0xFF]));
        Assert.Equal(default, ImageCompression.Read("png?", file));
    }
}
