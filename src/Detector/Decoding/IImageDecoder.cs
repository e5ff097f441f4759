namespace Detector.Decoding;

/// <summary>
/// Turns encoded bytes into upright sRGB pixels. The one seam behind which another imaging library can stand.
/// Implementations are thread-safe and keep nothing between calls.
/// </summary>
public interface IImageDecoder
{
    /// <summary>Reads the header and checks all limits, without decoding a pixel.</summary>
    /// <param name="encoded">The whole encoded file.</param>
    /// <exception cref="AnalysisException">As for <see cref="Decode"/>.</exception>
    ImageHeader ReadHeader(ReadOnlySpan<byte> encoded);

    /// <summary>
    /// Decodes the first frame: orientation applied, colours converted to sRGB, 16 bit reduced to 8, alpha flattened over
    /// white, grey widened to RGB. Limits are checked from the header before any pixel is decoded.
    /// </summary>
    /// <param name="encoded">The whole encoded file.</param>
    /// <returns>The image; the caller disposes it.</returns>
    /// <exception cref="AnalysisException">
    /// Reason is one of not_an_image, unsupported_format, corrupt_image, too_many_pixels, too_many_bytes, too_small.
    /// </exception>
    DecodedImage Decode(ReadOnlySpan<byte> encoded);
}
