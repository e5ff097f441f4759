using System.Buffers;
using Detector.Decoding;

namespace Detector.Heatmaps;

/// <summary>Draws a map: as a grey picture for machines, or over the image for people.</summary>
public static class HeatmapRenderer
{
    /// <summary>Interpolates the map bilinearly between cell centres.</summary>
    /// <param name="grid">The map.</param>
    /// <param name="width">Columns of the picture, at least 1; usually the image's.</param>
    /// <param name="height">Rows of the picture, at least 1.</param>
    /// <returns>Probability x 255 per pixel, row by row.</returns>
    public static byte[] RenderGray(HeatGrid grid, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        var levels = GC.AllocateUninitializedArray<byte>(checked(width * height));
        using var upsampler = new GridUpsampler(grid, width, height);
        for (var y = 0; y < height; y++)
        {
            upsampler.FillRow(y, levels.AsSpan(y * width, width));
        }

        return levels;
    }

    /// <summary>
    /// The image without its colours, under the map's: the more probable, the more opaque. Black over purple and orange
    /// to pale yellow, which reads the same with any colour vision.
    /// </summary>
    /// <param name="image">Pixels to draw over, of any size; left as they are.</param>
    /// <param name="grid">The map.</param>
    /// <param name="regions">Boxes to draw, in the coordinates of the upright image; null for none.</param>
    /// <returns>New pixels of the size of <paramref name="image"/>; the caller disposes them.</returns>
    public static PixelBuffer RenderOverlay(PixelBuffer image, HeatGrid grid, IReadOnlyList<Region>? regions = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(grid);
        var overlay = PixelBuffer.Allocate(image.Width, image.Height);
        var rented = ArrayPool<byte>.Shared.Rent(image.Width);
        var levels = rented.AsSpan(0, image.Width);
        using (var upsampler = new GridUpsampler(grid, image.Width, image.Height))
        {
            for (var y = 0; y < image.Height; y++)
            {
                upsampler.FillRow(y, levels);
                TintRow(image.Row(y), levels, overlay.Row(y));
            }
        }

        ArrayPool<byte>.Shared.Return(rented);
        foreach (var region in regions ?? [])
        {
            RegionBoxes.Draw(overlay, grid, region);
        }

        return overlay;
    }

    private static void TintRow(ReadOnlySpan<byte> pixels, ReadOnlySpan<byte> levels, Span<byte> target)
    {
        // Luma of Rec. ITU-R BT.709 in 256ths. Unsigned throughout: divisions by 256 become shifts.
        const uint RedLuma = 54, GreenLuma = 183, BlueLuma = 19;
        var tints = HeatColours.ByLevel;
        for (var x = 0; x < levels.Length; x++)
        {
            ref readonly var tint = ref tints[levels[x]];
            var source = pixels.Slice(3 * x, 3);
            var drawn = target.Slice(3 * x, 3);
            var luma = ((source[0] * RedLuma) + (source[1] * GreenLuma) + (source[2] * BlueLuma)) / 256;
            var kept = (luma * tint.Rest) + (HeatColours.One / 2);
            drawn[0] = (byte)((kept + tint.Red) / HeatColours.One);
            drawn[1] = (byte)((kept + tint.Green) / HeatColours.One);
            drawn[2] = (byte)((kept + tint.Blue) / HeatColours.One);
        }
    }
}
