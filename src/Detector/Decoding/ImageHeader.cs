namespace Detector.Decoding;

/// <summary>What an image's header says, read before any pixel is decoded.</summary>
/// <param name="Format">Container, lower case: jpeg, png, webp, gif, tiff, avif, bmp.</param>
/// <param name="Width">Columns as stored, before orientation.</param>
/// <param name="Height">Rows as stored, before orientation.</param>
public readonly record struct ImageHeader(string Format, int Width, int Height)
{
    /// <summary>Bytes of the decoded pixels: width x height x 3.</summary>
    public long DecodedBytes => (long)Width * Height * PixelBuffer.Channels;
}
