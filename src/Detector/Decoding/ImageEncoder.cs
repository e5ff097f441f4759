using Detector.Decoding.Vips;
using static System.FormattableString;

namespace Detector.Decoding;

/// <summary>
/// Encodes and resizes pictures in memory, for measuring how a model takes what happens to pictures on their way.
/// Thread-safe; nothing is written anywhere.
/// </summary>
internal static unsafe class ImageEncoder
{
    /// <summary>Baseline JPEG with libjpeg's tables and halved chroma, as most programs write it; no
    /// metadata.</summary>
    /// <param name="pixels">The picture, which stays the caller's.</param>
    /// <param name="quality">1 to 100.</param>
    internal static byte[] Jpeg(PixelBuffer pixels, int quality) =>
        Save(pixels, "jpegsave_buffer", Invariant($"Q={quality},subsample_mode=on,keep=none"));

    /// <summary>Lossy WebP without metadata.</summary>
    /// <param name="pixels">The picture, which stays the caller's.</param>
    /// <param name="quality">1 to 100.</param>
    internal static byte[] WebP(PixelBuffer pixels, int quality) =>
        Save(pixels, "webpsave_buffer", Invariant($"Q={quality},keep=none"));

    /// <summary>PNG, lossless and quickly packed, without metadata.</summary>
    /// <param name="pixels">The picture, which stays the caller's.</param>
    internal static byte[] Png(PixelBuffer pixels) => Save(pixels, "pngsave_buffer", "compression=1,keep=none");

    /// <summary>Resizes both sides with libvips' Lanczos-3 kernel, antialiased; cubic where it enlarges.</summary>
    /// <param name="pixels">The picture, which stays the caller's.</param>
    /// <param name="factor">Over 0; 0.5 halves the sides.</param>
    /// <returns>A picture of its own; the caller disposes it.</returns>
    internal static PixelBuffer Resize(PixelBuffer pixels, double factor)
    {
        using var session = VipsSession.Begin();
        fixed (byte* start = pixels.Row(0))
        {
            using var image = Wrap(start, pixels);
            using var resized = VipsOperation.Apply("resize", image, Invariant($"scale={factor}"));
            return resized.ToPixels();
        }
    }

    private static byte[] Save(PixelBuffer pixels, string operationName, string options)
    {
        using var session = VipsSession.Begin();
        fixed (byte* start = pixels.Row(0))
        {
            using var image = Wrap(start, pixels);
            using var operation = new VipsOperation(operationName);
            return operation.Set("in", image).Set(options).RunToBytes();
        }
    }

    private static VipsImage Wrap(byte* start, PixelBuffer pixels)
    {
        using var wrapped = VipsImage.Wrap(start, pixels.Width, pixels.Height, PixelBuffer.Channels);
        return VipsOperation.Apply("copy", wrapped, "interpretation=srgb");
    }
}
