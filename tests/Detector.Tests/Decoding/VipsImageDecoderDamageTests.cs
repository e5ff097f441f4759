using Detector.Decoding;
using FsCheck;
using FsCheck.Fluent;
using static Detector.Tests.Decoding.TestImages;

namespace Detector.Tests.Decoding;

/// <summary>
/// Truncated, damaged and random files: refused with a known reason, never a crash, never grey filling.
/// </summary>
public sealed class VipsImageDecoderDamageTests
{
    private static readonly string[] Known =
    [
        AnalysisErrorReason.NotAnImage,
        AnalysisErrorReason.UnsupportedFormat,
        AnalysisErrorReason.CorruptImage,
        AnalysisErrorReason.TooManyPixels,
        AnalysisErrorReason.TooSmall,
    ];

    public static TheoryData<string, string> Encodings => new()
    {
        { "jpeg", "" },
        { "jpeg", "interlace=true" },
        { "png", "" },
        { "png", "interlace=true" },
        { "webp", "" },
        { "webp", "lossless=true" },
        { "gif", "" },
        { "tiff", "compression=deflate" },
        { "heif", "compression=av1" },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Decode_Truncated_IsCorrupt(string saver, string options)
    {
        var file = Encode(saver, Pattern(160, 160), width: 160, height: 160, options: options);
        using (var whole = Decoder().Decode(file))
        {
            Assert.Equal(160, whole.Width);
        }

        foreach (var part in new[] { 0.05, 0.3, 0.5, 0.75, 0.9, 0.97 })
        {
            var failure = Failure(file.AsSpan(0, Math.Max(20, (int)(file.Length * part))));

            Assert.True(failure.Reason == AnalysisErrorReason.CorruptImage, $"At {part}: {failure.Message}");
            Assert.DoesNotContain('/', failure.Message);
        }
    }

    [Theory]
    [InlineData("animated.gif")]
    [InlineData("animated.webp")]
    public void Decode_TruncatedAnimation_IsCorrupt(string name)
    {
        var file = Asset(name);

        Assert.Equal(AnalysisErrorReason.CorruptImage, Reason(file.AsSpan(0, file.Length / 4)));
    }

    [Fact]
    public void Decode_DamagedPngData_IsCorrupt()
    {
        var file = Encode("png", Pattern());
        file[file.Length / 2] ^= 0x55;

        Assert.Equal(AnalysisErrorReason.CorruptImage, Reason(file));
    }

    [Fact]
    public void Decode_RandomBytes_HasAKnownReason()
    {
        var prefixes = new byte[][]
        {
            [],
            [0xFF, 0xD8, 0xFF, 0xE0],
            [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A],
            [.. "RIFF    WEBPVP8 "u8],
            [.. "GIF89a"u8],
            [.. "II*\0"u8],
            [.. "\0\0\0 ftypavif"u8],
        };
        var files = from prefix in Gen.Elements(prefixes)
                    from rest in ArbMap.Default.GeneratorFor<byte[]>()
                    select (byte[])[.. prefix, .. rest];

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(files.ToArbitrary(), IsDecodedOrRefused));
    }

    [Fact]
    public void Decode_MutatedFile_DecodesOrHasAKnownReason()
    {
        string[] names =
        [
            "baseline.jpg", "progressive.jpg", "cmyk.jpg", "srgb_profile.jpg", "rgb.png", "palette.png", "animated.png",
            "lossy.webp", "animated.webp", "still.gif", "animated.gif", "lzw.tif", "jpeg.tif",
        ];
        byte[][] seeds = [.. names.Select(Asset), Encode("heif", Pattern(), options: "compression=av1")];
        var files = from seed in Gen.Elements(seeds)
                    from places in Gen.Choose(0, seed.Length - 1).ArrayOf().Resize(8)
                    from values in Gen.Choose(0, 255).ArrayOf(places.Length)
                    select Mutate(seed, places, values);

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1500), Prop.ForAll(files.ToArbitrary(), IsDecodedOrRefused));
    }

    private static byte[] Mutate(byte[] seed, int[] places, int[] values)
    {
        var file = seed.ToArray();
        foreach (var (place, value) in places.Zip(values))
        {
            file[place] = (byte)value;
        }

        return file;
    }

    private static bool IsDecodedOrRefused(byte[] file)
    {
        try
        {
            using var image = Decoder(o => o.MaxPixels = 1_000_000).Decode(file);
            return image.Width > 0 && Bytes(image).Length == image.Width * image.Height * PixelBuffer.Channels;
        }
        catch (AnalysisException e)
        {
            return Known.Contains(e.Reason);
        }
    }
}
