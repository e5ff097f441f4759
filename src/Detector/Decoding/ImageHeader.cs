namespace Detector.Decoding;

/// <summary>What an image's header says, read before any pixel is decoded.</summary>
/// <param name="Format">Container, lower case: jpeg, png, webp, gif, tiff, avif.</param>
/// <param name="Width">Columns as stored, before orientation.</param>
/// <param name="Height">Rows as stored, before orientation.</param>
/// <param name="IsTurned">True where the pixels have to be turned or mirrored to be upright.</param>
public readonly record struct ImageHeader(string Format, int Width, int Height, bool IsTurned)
{
    /// <summary>Most bytes of pixels that decoding holds at once: width x height x 3, twice that while turning.</summary>
    public long PeakBytes => (long)Width * Height * PixelBuffer.Channels * (IsTurned ? 2 : 1);
}
