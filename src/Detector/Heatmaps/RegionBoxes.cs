using Detector.Decoding;

namespace Detector.Heatmaps;

/// <summary>Draws the outline of regions: a white line with a black one inside, to show on any ground.</summary>
internal static class RegionBoxes
{
    /// <summary>One pixel of line per this many pixels of the picture's shorter side.</summary>
    private const int PixelsPerLine = 400;

    /// <summary>Draws one region on a picture of any size.</summary>
    public static void Draw(PixelBuffer picture, HeatGrid grid, Region region)
    {
        var scaleX = picture.Width / (double)grid.ImageWidth;
        var scaleY = picture.Height / (double)grid.ImageHeight;
        var left = Math.Clamp((int)(region.X * scaleX), 0, picture.Width - 1);
        var top = Math.Clamp((int)(region.Y * scaleY), 0, picture.Height - 1);
        var right = Math.Clamp((int)Math.Ceiling((region.X + region.Width) * scaleX), left + 1, picture.Width);
        var bottom = Math.Clamp((int)Math.Ceiling((region.Y + region.Height) * scaleY), top + 1, picture.Height);
        var line = Math.Max(1, Math.Min(picture.Width, picture.Height) / PixelsPerLine);
        Outline(picture, left, top, right, bottom, line, byte.MaxValue);
        Outline(picture, left + line, top + line, right - line, bottom - line, line, byte.MinValue);
    }

    private static void Outline(PixelBuffer picture, int left, int top, int right, int bottom, int line, byte level)
    {
        if (right <= left || bottom <= top)
        {
            return;
        }

        for (var y = top; y < bottom; y++)
        {
            var row = picture.Row(y)[(3 * left)..(3 * right)];
            var edge = Math.Min(3 * line, row.Length);
            if (y < top + line || y >= bottom - line)
            {
                row.Fill(level);
            }
            else
            {
                row[..edge].Fill(level);
                row[^edge..].Fill(level);
            }
        }
    }
}
