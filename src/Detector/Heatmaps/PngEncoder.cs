using Detector.Decoding.Vips;

namespace Detector.Heatmaps;

/// <summary>Encodes 8-bit pictures as PNG, without metadata.</summary>
internal static unsafe class PngEncoder
{
    /// <summary>
    /// zlib level 1: a heatmap is smooth, higher levels cost several times as long for a few per cent.
    /// </summary>
    private const string Options = "compression=1,keep=none";

    /// <summary>Encodes one picture.</summary>
    /// <param name="pixels">Rows from top to bottom without padding: width x height x channels bytes.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="channels">1 for grey, 3 for RGB.</param>
    /// <returns>The PNG file.</returns>
    internal static byte[] Encode(ReadOnlySpan<byte> pixels, int width, int height, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (channels is not (1 or 3))
        {
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "channels must be 1 (grey) or 3 (RGB).");
        }

        if (pixels.Length != (long)width * height * channels)
        {
            throw new ArgumentException(
                $"pixels has {pixels.Length} bytes; {width} x {height} x {channels} needs "
                + $"{(long)width * height * channels}.",
                nameof(pixels));
        }

        using var session = VipsSession.Begin();
        fixed (byte* start = pixels)
        {
            using var image = VipsImage.Wrap(start, width, height, channels);
            using var operation = new VipsOperation("pngsave_buffer");
            return operation.Set("in", image).Set(Options).RunToBytes();
        }
    }
}
