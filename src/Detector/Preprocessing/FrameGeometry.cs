namespace Detector.Preprocessing;

/// <summary>Where the framed image lies in the upright one: upright = framed x scale + offset, on each axis.</summary>
/// <param name="ImageWidth">Columns of the upright image.</param>
/// <param name="ImageHeight">Rows of the upright image.</param>
/// <param name="ScaleX">Upright pixels per framed pixel, from left to right.</param>
/// <param name="ScaleY">Upright pixels per framed pixel, from top to bottom.</param>
/// <param name="OffsetX">Left edge of the framed image, upright pixels; negative where it reaches past the
/// image.</param>
/// <param name="OffsetY">Upper edge of the framed image, upright pixels; negative where it reaches past the
/// image.</param>
public sealed record FrameGeometry(
    int ImageWidth, int ImageHeight, double ScaleX = 1, double ScaleY = 1, double OffsetX = 0, double OffsetY = 0);
