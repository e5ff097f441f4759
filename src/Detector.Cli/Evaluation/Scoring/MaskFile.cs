using Detector.Cli.Evaluation.Versions;
using Detector.Decoding;
using Detector.Heatmaps;
using Microsoft.Extensions.Options;

namespace Detector.Cli.Evaluation.Scoring;

/// <summary>
/// A mask: a picture in which all over half of its brightest value is edited, so that 0 and 255 will do as well as 0
/// and 1. It may have another size than its picture, but must have its shape.
/// </summary>
internal sealed class MaskFile
{
    private const double ShapeTolerance = 0.02;

    // A mask may be smaller than any picture.
    private static readonly VipsImageDecoder Decoder = new(Options.Create(new DecodingOptions { MinSide = 1 }));

    private readonly bool[] _edited;
    private readonly int _width;
    private readonly int _height;

    private MaskFile(bool[] edited, int width, int height) => (_edited, _width, _height) = (edited, width, height);

    /// <summary>Reads a mask.</summary>
    /// <param name="encoded">The file.</param>
    /// <param name="picture">Its picture, upright.</param>
    /// <exception cref="AnalysisException">It does not decode, has another shape, or marks nothing.</exception>
    public static MaskFile Read(ReadOnlySpan<byte> encoded, DecodedImage picture)
    {
        using var image = Decoder.Decode(encoded);
        var shape = (double)image.Width / image.Height * picture.Height / picture.Width;
        if (Math.Abs(shape - 1) > ShapeTolerance)
        {
            throw new AnalysisException(
                ScoringReason.BadMask,
                $"The mask is {image.Width} x {image.Height} pixels and its picture {picture.Width} x {picture.Height}: "
                + "another shape. Give the mask of the whole, upright picture.");
        }

        var brightest = 0;
        for (var y = 0; y < image.Height; y++)
        {
            foreach (var value in image.Pixels.Row(y))
            {
                brightest = Math.Max(brightest, value);
            }
        }

        if (brightest == 0)
        {
            throw new AnalysisException(
                ScoringReason.BadMask, "The mask is black, so nothing is edited. Mark the edited pixels white, or leave it out.");
        }

        var edited = new bool[image.Width * image.Height];
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Pixels.Row(y);
            for (var x = 0; x < image.Width; x++)
            {
                var pixel = row.Slice(x * PixelBuffer.Channels, PixelBuffer.Channels);
                edited[(y * image.Width) + x] = 2 * Math.Max(pixel[0], Math.Max(pixel[1], pixel[2])) > brightest;
            }
        }

        return new MaskFile(edited, image.Width, image.Height);
    }

    /// <summary>Which cells of a map are edited: those with an edited pixel at their centre.</summary>
    /// <param name="map">The map of a version.</param>
    /// <param name="frame">Where the version lies in the original.</param>
    public bool[] On(HeatGrid map, PictureFrame frame)
    {
        var edited = new bool[map.Columns * map.Rows];
        for (var row = 0; row < map.Rows; row++)
        {
            var y = frame.Top + (Centre(row, map.CellHeight, map.ImageHeight) * frame.Height);
            var maskY = Math.Clamp((int)(y / frame.FullHeight * _height), 0, _height - 1);
            for (var column = 0; column < map.Columns; column++)
            {
                var x = frame.Left + (Centre(column, map.CellWidth, map.ImageWidth) * frame.Width);
                var maskX = Math.Clamp((int)(x / frame.FullWidth * _width), 0, _width - 1);
                edited[(row * map.Columns) + column] = _edited[(maskY * _width) + maskX];
            }
        }

        return edited;
    }

    /// <summary>Centre of the part of a cell that lies in the picture, as a share of the picture's side.</summary>
    private static double Centre(int index, double cell, int side) =>
        ((index * cell) + Math.Min((index + 1) * cell, side)) / 2 / side;
}
