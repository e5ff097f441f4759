using Detector.Decoding;
using static Detector.Tests.Decoding.TestImages;

namespace Detector.Tests.Decoding;

/// <summary>Every accepted format and the way of its colours to 8-bit sRGB.</summary>
public sealed class VipsImageDecoderTests
{
    [Theory]
    [InlineData("baseline.jpg", "jpeg", 6)]
    [InlineData("progressive.jpg", "jpeg", 6)]
    [InlineData("srgb_profile.jpg", "jpeg", 6)]
    [InlineData("orientation6.jpg", "jpeg", 6)]
    // Pillow's CMYK is a plain complement; read through a press profile it loses much of its green.
    [InlineData("cmyk.jpg", "jpeg", 80)]
    [InlineData("rgb.png", "png", 0)]
    [InlineData("palette.png", "png", 0)]
    [InlineData("lossy.webp", "webp", 12)]
    [InlineData("lossless.webp", "webp", 0)]
    [InlineData("still.gif", "gif", 0)]
    [InlineData("lzw.tif", "tiff", 0)]
    [InlineData("jpeg.tif", "tiff", 6)]
    public void Decode_FileOfAnotherEncoder_GivesTheDrawnColours(string name, string format, int tolerance)
    {
        using var image = Decoder().Decode(Asset(name));

        Assert.Equal((Width, Height, format), (image.Width, image.Height, image.Format));
        Assert.Empty(image.Warnings);
        AssertQuadrants(image, tolerance);
    }

    [Theory]
    [InlineData("animated.gif", 3)]
    [InlineData("animated.webp", 2)]
    [InlineData("animated.png", 3)]
    [InlineData("pages.tif", 2)]
    public void Decode_SeveralFrames_ReadsTheFirstAndSaysSo(string name, int frames)
    {
        using var image = Decoder().Decode(Asset(name));

        Assert.Equal((Width, Height), (image.Width, image.Height));
        AssertQuadrants(image, 0);
        Assert.Contains($"{frames} frames", Assert.Single(image.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_Transparency_LiesOnWhite()
    {
        using var image = Decoder().Decode(Asset("alpha.png"));

        // Opacities in the file: 255, 128, 0, 255.
        AssertNear((220, 40, 40), Pixel(image, 24, 16), 0);
        AssertNear((147, 227, 157), Pixel(image, 72, 16), 1);
        AssertNear((255, 255, 255), Pixel(image, 24, 48), 0);
        AssertNear((230, 220, 60), Pixel(image, 72, 48), 0);
    }

    [Theory]
    [InlineData("grey.jpg")]
    [InlineData("bilevel.png")]
    public void Decode_Grey_WidensToThreeEqualChannels(string name)
    {
        using var image = Decoder().Decode(Asset(name));

        var pixels = Bytes(image);
        Assert.True(pixels.Chunk(3).All(p => p[0] == p[1] && p[1] == p[2]));
        Assert.True(pixels.Max() > 150 && pixels.Min() < 100);
    }

    [Fact]
    public void Decode_Grey16_KeepsTheUpperByte()
    {
        using var image = Decoder().Decode(Asset("grey16.png"));

        for (var x = 0; x < Width; x++)
        {
            var expected = (x * 65535 / (Width - 1)) >> 8;
            AssertNear((expected, expected, expected), Pixel(image, x, 5), 1);
        }
    }

    [Theory]
    [InlineData("png", "")]
    [InlineData("png", "interlace=true")]
    [InlineData("png", "filter=all,compression=9")]
    [InlineData("webp", "lossless=true")]
    [InlineData("tiff", "compression=none")]
    [InlineData("tiff", "compression=deflate,predictor=horizontal")]
    [InlineData("tiff", "tile=true,tile_width=32,tile_height=32,compression=lzw")]
    [InlineData("tiff", "bigtiff=true")]
    public void Decode_LosslessFile_GivesTheExactPixels(string saver, string options)
    {
        var pixels = Pattern();

        using var image = Decoder().Decode(Encode(saver, pixels, options: options));

        Assert.Equal(pixels, Bytes(image));
    }

    [Theory]
    [InlineData("jpeg", "Q=98,subsample_mode=off", 8)]
    [InlineData("jpeg", "Q=98,subsample_mode=off,interlace=true", 8)]
    [InlineData("heif", "compression=av1,Q=98,subsample_mode=off", 14)]
    [InlineData("heif", "compression=av1,lossless=true,bitdepth=10", 3)]
    public void Decode_LossyFile_GivesNearlyThePixels(string saver, string options, int tolerance)
    {
        // Without the busy blue channel of the pattern: a codec may blur it.
        var pixels = Pattern();
        for (var i = 2; i < pixels.Length; i += 3)
        {
            pixels[i] = 128;
        }

        using var image = Decoder().Decode(Encode(saver, pixels, options: options));

        Assert.Equal(saver == "heif" ? "avif" : "jpeg", image.Format);
        var decoded = Bytes(image);
        Assert.InRange(pixels.Zip(decoded, (a, b) => Math.Abs(a - b)).Max(), 0, tolerance);
    }

    [Theory]
    [InlineData("png", 3)]
    [InlineData("png", 4)]
    [InlineData("tiff", 3)]
    public void Decode_Rgb16_GivesTheEightBitPixels(string saver, int bands)
    {
        var pixels = Pattern();
        var stored = bands == 3 ? pixels : [.. pixels.Chunk(3).SelectMany(p => (byte[])[.. p, 255])];

        var file = Encode(saver, stored, bands, prepare: ["colourspace space=rgb16"]);
        using var image = Decoder().Decode(file);

        var decoded = Bytes(image);
        Assert.InRange(pixels.Zip(decoded, (a, b) => Math.Abs(a - b)).Max(), 0, 1);
    }

    [Fact]
    public void Decode_TransparentGrey16_LiesOnWhite()
    {
        byte[] stored = [.. Enumerable.Repeat<byte[]>([0, 0], Width * Height).SelectMany(p => p)];

        var file = Encode("png", stored, bands: 2, prepare: ["colourspace space=grey16"]);
        using var image = Decoder().Decode(file);

        Assert.All(Bytes(image), b => Assert.Equal(255, b));
    }

    [Fact]
    public void Decode_WideGamutProfile_ConvertsToSrgb()
    {
        // A green at the edge of sRGB, written in Display P3, has other numbers there and must come back as itself.
        byte[] pixels = [.. Enumerable.Repeat<byte[]>([30, 200, 40], Width * Height).SelectMany(p => p)];
        var file = Encode("png", pixels, prepare: ["icc_transform output_profile=p3,input_profile=srgb"]);
        var unconverted = Encode("png", pixels, prepare: ["icc_transform output_profile=p3,input_profile=srgb"],
            options: "keep=none");

        using var image = Decoder().Decode(file);
        using var raw = Decoder().Decode(unconverted);

        Assert.Empty(image.Warnings);
        AssertNear((30, 200, 40), Pixel(image, 5, 5), 3);
        Assert.True(Pixel(raw, 5, 5).R > 60, "The numbers in the file are those of the wide gamut.");
    }

    [Fact]
    public void Decode_CmykTiff_ConvertsToSrgb()
    {
        byte[] pixels = [.. Enumerable.Repeat<byte[]>([200, 60, 50], Width * Height).SelectMany(p => p)];

        using var image = Decoder().Decode(Encode("tiff", pixels, prepare: ["icc_export output_profile=cmyk"]));

        AssertNear((200, 60, 50), Pixel(image, 5, 5), 12);
    }

    [Fact]
    public void Decode_LabTiff_ConvertsToSrgb()
    {
        var pixels = Pattern();

        using var image = Decoder().Decode(Encode("tiff", pixels, prepare: ["colourspace space=lab"]));

        Assert.InRange(pixels.Zip(Bytes(image), (a, b) => Math.Abs(a - b)).Max(), 0, 6);
    }

    [Theory]
    [InlineData("png")]
    [InlineData("tiff")]
    [InlineData("webp")]
    public void Decode_EveryOrientation_ComesOutUpright(string saver)
    {
        var pixels = Pattern();
        for (var orientation = 1; orientation <= 8; orientation++)
        {
            var file = Encode(saver, pixels, options: saver == "webp" ? "lossless=true" : "",
                edit: image => image.Orientation = orientation);

            using var image = Decoder().Decode(file);

            Assert.Equal(orientation <= 4 ? (Width, Height) : (Height, Width), (image.Width, image.Height));
            for (var y = 0; y < image.Height; y++)
            {
                for (var x = 0; x < image.Width; x++)
                {
                    var (sx, sy) = Stored(orientation, x, y);
                    var i = ((sy * Width) + sx) * 3;
                    Assert.Equal((pixels[i], pixels[i + 1], pixels[i + 2]), Pixel(image, x, y));
                }
            }
        }
    }

    /// <summary>
    /// Where an upright pixel lies in the file. TIFF 6.0, tag Orientation: which side row 0 and column 0 are.
    /// </summary>
    private static (int X, int Y) Stored(int orientation, int x, int y)
    {
        const int Right = Width - 1;
        const int Bottom = Height - 1;
        return orientation switch
        {
            1 => (x, y),
            2 => (Right - x, y),
            3 => (Right - x, Bottom - y),
            4 => (x, Bottom - y),
            5 => (y, x),
            6 => (y, Bottom - x),
            7 => (Right - y, Bottom - x),
            _ => (Right - y, x),
        };
    }

    private static void AssertQuadrants(DecodedImage image, int tolerance)
    {
        for (var i = 0; i < Quadrants.Length; i++)
        {
            var (x, y) = ((Width / 4) + (i % 2 * Width / 2), (Height / 4) + (i / 2 * Height / 2));
            AssertNear(Quadrants[i], Pixel(image, x, y), tolerance);
        }
    }

    private static void AssertNear((int R, int G, int B) expected, (int R, int G, int B) actual, int tolerance)
    {
        var worst = Math.Max(
            Math.Abs(expected.R - actual.R),
            Math.Max(Math.Abs(expected.G - actual.G), Math.Abs(expected.B - actual.B)));
        Assert.True(worst <= tolerance, $"Expected {expected} within {tolerance}, got {actual}.");
    }
}
