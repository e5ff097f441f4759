using Detector.Decoding;

namespace Detector.Preprocessing;

/// <summary>
/// Pixels in the size that the model's windows are cut from. Owns its pixels only where framing made new ones
/// (<see cref="OwnsPixels"/>): with the method <c>tiles</c> it borrows the decoded image's, which must live longer.
/// The plan and the geometry hold no pixels and stay valid after <see cref="Dispose"/>.
/// </summary>
public sealed class FramedImage : IDisposable
{
    internal FramedImage(PixelBuffer pixels, bool ownsPixels, TilePlan plan, FrameGeometry geometry)
    {
        Pixels = pixels;
        OwnsPixels = ownsPixels;
        Plan = plan;
        Geometry = geometry;
    }

    /// <summary>What the windows are cut from. Valid until <see cref="Dispose"/> or, where borrowed, until the
    /// owner's.</summary>
    public PixelBuffer Pixels { get; }

    /// <summary>True where <see cref="Dispose"/> frees <see cref="Pixels"/>; false where they are the decoded
    /// image's.</summary>
    public bool OwnsPixels { get; }

    /// <summary>The windows, in pixels of <see cref="Pixels"/>.</summary>
    public TilePlan Plan { get; }

    /// <summary>How to get from <see cref="Pixels"/> back to the upright image.</summary>
    public FrameGeometry Geometry { get; }

    /// <summary>Clears and frees the pixels that framing made; leaves borrowed ones alone.</summary>
    public void Dispose()
    {
        if (OwnsPixels)
        {
            Pixels.Dispose();
        }
    }
}
