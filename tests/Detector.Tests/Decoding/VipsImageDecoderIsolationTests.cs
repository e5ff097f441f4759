using System.Runtime.InteropServices;
using Detector.Decoding;
using Detector.Decoding.Vips;
using static Detector.Tests.Decoding.TestImages;

namespace Detector.Tests.Decoding;

/// <summary>Many images at once, and nothing left behind: no file, no memory, no text.</summary>
public sealed partial class VipsImageDecoderIsolationTests
{
    [Fact]
    public void Decode_OnManyThreads_GivesIdenticalPixels()
    {
        string[] names =
        [
            "baseline.jpg", "cmyk.jpg", "alpha.png", "lossy.webp", "animated.gif", "jpeg.tif", "orientation6.jpg",
        ];
        var files = names.Select(Asset).ToArray();
        var decoder = Decoder();
        var expected = files.Select(f => Decoded(decoder, f)).ToArray();

        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i =>
        {
            var which = i % files.Length;
            if (i % 5 == 0)
            {
                // Failures beside it must not disturb.
                Assert.Equal(AnalysisErrorReason.CorruptImage, Reason(files[which].AsSpan(0, 60)));
            }

            Assert.Equal(expected[which], Decoded(decoder, files[which]));
        });
    }

    [Theory]
    [InlineData("png", "compression=1")]
    [InlineData("png", "compression=1,interlace=true")]
    [InlineData("tiff", "tile=true,compression=lzw")]
    [InlineData("jpeg", "interlace=true")]
    public void Decode_MoreThanAHundredMegabytes_NeedsNoTemporaryFile(string saver, string options)
    {
        // libvips moves pictures of more than 100 MB that are read with random access into a temporary file. Without a
        // folder to put it in that fails, as the first half shows.
        const int Side = 6000;
        var pixels = new byte[Side * Side * 3];
        var file = Encode(saver, pixels, 3, Side, Side, options, edit: image => image.Orientation = 6);
        Assert.Equal(1, SetEnvironment("TMPDIR", Path.Combine(AppContext.BaseDirectory, "no-such-folder"), 1));
        if (saver == "png" && !options.Contains("interlace", StringComparison.Ordinal))
        {
            Assert.Throws<VipsException>(() => DecodeWithRandomAccess(file));
        }

        using var image = Decoder(o => o.MaxBytes = int.MaxValue).Decode(file);

        Assert.Equal(pixels.Length, image.Pixels.ByteCount);
    }

    [Fact]
    public void Decode_ManyTimes_KeepsNoNativeMemory()
    {
        var file = Encode("png", Pattern(1000, 1000), width: 1000, height: 1000);
        Decoded(Decoder(), file);
        var before = Environment.WorkingSet;

        for (var i = 0; i < 100; i++)
        {
            using var image = Decoder().Decode(file);
        }

        // 100 x 3 MB of pixels, had they stayed.
        Assert.InRange(Environment.WorkingSet - before, long.MinValue, 150_000_000);
    }

    private static unsafe void DecodeWithRandomAccess(byte[] file)
    {
        using var session = VipsSession.Begin();
        fixed (byte* data = file)
        {
            using var operation = new VipsOperation("pngload_buffer");
            using var image = operation.Set("buffer", data, file.Length).Set("access=random").RunToImage();
            using var pixels = image.ToPixels();
        }
    }

    [LibraryImport("vips", EntryPoint = "g_setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    private static byte[] Decoded(VipsImageDecoder decoder, byte[] file)
    {
        using var image = decoder.Decode(file);
        return Bytes(image);
    }
}
