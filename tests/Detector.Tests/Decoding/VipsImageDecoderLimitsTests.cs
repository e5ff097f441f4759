using Detector.Decoding;
using static Detector.Tests.Decoding.TestImages;

namespace Detector.Tests.Decoding;

/// <summary>What is refused before anything is decoded, and how that is said.</summary>
public sealed class VipsImageDecoderLimitsTests
{
    [Fact]
    public void Decode_NoBytes_IsNotAnImage()
    {
        Assert.Equal(AnalysisErrorReason.NotAnImage, Reason([]));
    }

    [Theory]
    [InlineData("text.jpg")]
    [InlineData("compressed.jpg")]
    public void Decode_SomethingElseNamedJpg_IsNotAnImage(string name)
    {
        var failure = Failure(Asset(name));

        Assert.Equal(AnalysisErrorReason.NotAnImage, failure.Reason);
        Assert.Contains("JPEG, PNG, WebP", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("refused.bmp", "BMP")]
    [InlineData("refused.jp2", "JPEG 2000")]
    [InlineData("refused.ppm", "PNM")]
    [InlineData("refused.ico", "icon")]
    public void Decode_KnownButNotAccepted_NamesTheFormat(string name, string format)
    {
        var failure = Failure(Asset(name));

        Assert.Equal(AnalysisErrorReason.UnsupportedFormat, failure.Reason);
        Assert.Contains(format, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_MoreBytesThanAllowed_SaysBothNumbers()
    {
        var failure = Failure(Asset("refused.bmp"), o => o.MaxBytes = 2000);

        Assert.Equal(AnalysisErrorReason.TooManyBytes, failure.Reason);
        Assert.Contains("18486 bytes", failure.Message, StringComparison.Ordinal);
        Assert.Contains("2000", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(30_000u, 30_000u)]
    [InlineData(10_001u, 10_000u)]
    [InlineData(100_000_001u, 1u)]
    [InlineData(2_147_483_647u, 2_147_483_647u)]
    public void Decode_PngHeaderOfAHugeImage_IsRefusedFromTheHeader(uint width, uint height)
    {
        var failure = Failure(PngBomb(width, height));

        Assert.Equal(AnalysisErrorReason.TooManyPixels, failure.Reason);
        Assert.Contains($"{(long)width * height} pixels", failure.Message, StringComparison.Ordinal);
        Assert.Contains("100000000", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_PngHeaderAtTheLimit_IsCorruptAndNotTooLarge()
    {
        Assert.Equal(AnalysisErrorReason.CorruptImage, Reason(PngBomb(10_000, 10_000)));
    }

    [Theory]
    [InlineData("baseline.jpg")]
    [InlineData("lossless.webp")]
    [InlineData("animated.gif")]
    [InlineData("lzw.tif")]
    [InlineData("rgb.png")]
    public void Decode_OnePixelOverTheLimit_IsRefused(string name)
    {
        using var image = Decoder(o => o.MaxPixels = Width * Height).Decode(Asset(name));

        Assert.Equal(AnalysisErrorReason.TooManyPixels, Reason(Asset(name), o => o.MaxPixels = (Width * Height) - 1));
    }

    [Fact]
    public void Decode_ShortSideBelowTheLimit_SaysTheSides()
    {
        var failure = Failure(Encode("png", Pattern(200, 63), width: 200, height: 63));

        Assert.Equal(AnalysisErrorReason.TooSmall, failure.Reason);
        Assert.Contains("200 x 63", failure.Message, StringComparison.Ordinal);
        Assert.Contains("64", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_GifScreenOfFourBillionPixels_IsRefusedFromTheHeader()
    {
        // The screen, and the descriptor of the only frame: left, top, width, height.
        var file = Asset("still.gif");
        file.AsSpan(6, 4).Fill(0xFF);
        file.AsSpan(file.AsSpan().IndexOf((byte[])[0x2C, 0, 0, 0, 0, Width, 0, Height, 0]) + 5, 4).Fill(0xFF);

        Assert.Equal(AnalysisErrorReason.TooManyPixels, Reason(file));
    }

    [Theory]
    [InlineData("baseline.jpg", "jpeg", 96, 64, false)]
    [InlineData("orientation6.jpg", "jpeg", 64, 96, true)]
    [InlineData("animated.webp", "webp", 96, 64, false)]
    [InlineData("lzw.tif", "tiff", 96, 64, false)]
    public void ReadHeader_WholeFile_GivesFormatAndStoredSides(
        string name, string format, int width, int height, bool turned)
    {
        Assert.Equal(new ImageHeader(format, width, height, turned), Decoder().ReadHeader(Asset(name)));
    }

    [Fact]
    public void ReadHeader_PixelsCutOff_NeedsOnlyTheHeader()
    {
        var file = Encode("jpeg", Pattern());

        Assert.Equal(Width, Decoder().ReadHeader(file.AsSpan(0, file.Length / 2)).Width);
    }

    [Fact]
    public void ReadHeader_OverALimit_IsRefused()
    {
        var failure = Assert.Throws<AnalysisException>(() => Decoder().ReadHeader(PngBomb(30_000, 30_000)));

        Assert.Equal(AnalysisErrorReason.TooManyPixels, failure.Reason);
    }
}
