using Detector.Decoding;
using Detector.Decoding.Vips;

namespace Detector.Benchmarks;

/// <summary>Pictures made in memory that cost a decoder about what a photograph does: shapes, texture, noise.</summary>
internal static unsafe class TestPictures
{
    /// <summary>Encoded as cameras do it, with halved colour resolution: about 0.3 bytes per pixel.</summary>
    public static byte[] Jpeg(int width, int height, int seed = 1)
    {
        using var pixels = Textured(width, height, seed);
        return Encode(pixels, "jpeg", "Q=90,subsample_mode=on");
    }

    /// <summary>Waves of several lengths and luma noise; the same for the same seed.</summary>
    public static PixelBuffer Textured(int width, int height, int seed = 1)
    {
        var random = new Random(seed);
        var phase = random.Next(1000);
        var across = Wave(width, 0.011, phase);
        var fine = Wave(width + (2 * height), 0.17, phase);
        var noise = new byte[width];
        var pixels = PixelBuffer.Allocate(width, height);
        for (var y = 0; y < height; y++)
        {
            random.NextBytes(noise);
            var row = pixels.Row(y);
            var down = Math.Sin(0.007 * (y + phase));
            for (var x = 0; x < width; x++)
            {
                var shape = 60 * across[x] * down;
                var luma = 128 + (20 * fine[x + (2 * y)]) + (noise[x] % 17) - 8;
                row[3 * x] = (byte)(luma + shape);
                row[(3 * x) + 1] = (byte)(luma + (shape / 2));
                row[(3 * x) + 2] = (byte)(luma - (shape / 2));
            }
        }

        return pixels;
    }

    /// <summary>Encodes pixels with libvips.</summary>
    /// <param name="pixels">What to encode.</param>
    /// <param name="format">jpeg, png or webp.</param>
    /// <param name="options">Options of the saver as "name=value,name=value".</param>
    public static byte[] Encode(PixelBuffer pixels, string format, string options)
    {
        using var session = VipsSession.Begin();
        fixed (byte* start = pixels.AllBytes())
        {
            using var wrapped = VipsImage.Wrap(start, pixels.Width, pixels.Height, PixelBuffer.Channels);
            using var image = VipsOperation.Apply("copy", wrapped, "interpretation=srgb");
            using var operation = new VipsOperation($"{format}save_buffer");
            return operation.Set("in", image).Set(options).RunToBytes();
        }
    }

    private static double[] Wave(int count, double frequency, int phase) =>
        [.. Enumerable.Range(phase, count).Select(i => Math.Sin(frequency * i))];
}
