namespace Detector.Decoding;

/// <summary>An upright image in memory, with what the decoder has to say about it. Owns its pixels.</summary>
public sealed class DecodedImage(PixelBuffer pixels, string format, IReadOnlyList<string> warnings) : IDisposable
{
    /// <summary>Upright sRGB pixels.</summary>
    public PixelBuffer Pixels { get; } = pixels;

    /// <summary>Container, lower case: jpeg, png, webp, gif, tiff, avif, heic, bmp.</summary>
    public string Format { get; } = format;

    /// <summary>What a reader of the score should know, in words: only the first of several frames was read, and so on.</summary>
    public IReadOnlyList<string> Warnings { get; } = warnings;

    /// <summary>Columns of the upright image.</summary>
    public int Width => Pixels.Width;

    /// <summary>Rows of the upright image.</summary>
    public int Height => Pixels.Height;

    /// <summary>Clears and frees the pixels.</summary>
    public void Dispose() => Pixels.Dispose();
}
