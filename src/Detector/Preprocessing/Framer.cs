using Detector.Decoding;
using Detector.ModelPackages;

namespace Detector.Preprocessing;

/// <summary>Brings an upright image into the size that the model wants, as the manifest says. Thread-safe.</summary>
/// <param name="framing">The manifest's framing.</param>
/// <param name="gridStep">The map output's stride, pixels; 1 without a map.</param>
public sealed class Framer(FramingSpec framing, int gridStep)
{
    /// <summary>Frames one image.</summary>
    /// <param name="image">Upright pixels. With the method <c>tiles</c> the result borrows them.</param>
    /// <returns>The framed image; the caller disposes it, before <paramref name="image"/>.</returns>
    public FramedImage Frame(PixelBuffer image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return framing.Method switch
        {
            FramingMethod.Tiles => Tiles(image),
            FramingMethod.Resize => Stretch(image),
            FramingMethod.CenterCrop => CenterCrop(image),
            _ => throw new InvalidOperationException($"framing.method {framing.Method} is not known here."),
        };
    }

    /// <summary>How many tiles an image gives, from its header alone.</summary>
    /// <param name="width">Columns, upright or not, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    public int CountTiles(int width, int height) =>
        framing.Method == FramingMethod.Tiles ? TilePlanner.Count(width, height, framing, gridStep) : 1;

    private FramedImage Tiles(PixelBuffer image)
    {
        var plan = TilePlanner.Plan(image.Width, image.Height, framing, gridStep);
        return new FramedImage(image, ownsPixels: false, plan, new FrameGeometry(image.Width, image.Height));
    }

    private FramedImage Stretch(PixelBuffer image)
    {
        var size = framing.Size;
        var geometry = new FrameGeometry(
            image.Width, image.Height, image.Width / (double)size, image.Height / (double)size);
        var pixels = Resampler.Resize(image, size, size, framing.Filter);
        return new FramedImage(pixels, ownsPixels: true, SingleTile(), geometry);
    }

    private FramedImage CenterCrop(PixelBuffer image)
    {
        var (width, height) = ScaledSides(image);
        var left = CropOrigin(width);
        var top = CropOrigin(height);
        var scaleX = image.Width / (double)width;
        var scaleY = image.Height / (double)height;
        var geometry = new FrameGeometry(
            image.Width, image.Height, scaleX, scaleY, left * scaleX, top * scaleY);
        return new FramedImage(Crop(image, width, height, left, top), ownsPixels: true, SingleTile(), geometry);
    }

    private PixelBuffer Crop(PixelBuffer image, int width, int height, int left, int top)
    {
        var columns = new AxisWindow(image.Width, width, Math.Max(0, left), Math.Min(framing.Size, width));
        var rows = new AxisWindow(image.Height, height, Math.Max(0, top), Math.Min(framing.Size, height));
        var seen = Resampler.Resize(image, columns, rows, framing.Filter);
        if (seen.Width == framing.Size && seen.Height == framing.Size)
        {
            return seen;
        }

        using (seen)
        {
            return Extend(seen, Math.Min(0, left), Math.Min(0, top));
        }
    }

    /// <summary>Fills the square by reflection where the image is smaller than it.</summary>
    private PixelBuffer Extend(PixelBuffer seen, int left, int top)
    {
        var square = PixelBuffer.Allocate(framing.Size, framing.Size);
        for (var y = 0; y < square.Height; y++)
        {
            Mirror.CopyLine(seen.Row(Mirror.Index(y + top, seen.Height)), left, square.Row(y));
        }

        return square;
    }

    /// <summary>The longer side is rounded down, as torchvision's Resize does: published detectors are trained
    /// so.</summary>
    private (int Width, int Height) ScaledSides(PixelBuffer image)
    {
        var shorter = framing.ResizeShorterSide;
        if (shorter == 0)
        {
            return (image.Width, image.Height);
        }

        return image.Width <= image.Height
            ? (shorter, (int)((long)shorter * image.Height / image.Width))
            : ((int)((long)shorter * image.Width / image.Height), shorter);
    }

    /// <summary>Half a pixel goes to the even side, as torchvision's CenterCrop does. Negative: the image is
    /// smaller.</summary>
    private int CropOrigin(int side) => (int)Math.Round((side - framing.Size) / 2.0, MidpointRounding.ToEven);

    private TilePlan SingleTile() =>
        new(framing.Size, framing.Size, framing.Size, framing.Size, [new Tile(0, 0)], FullCount: 1);
}
