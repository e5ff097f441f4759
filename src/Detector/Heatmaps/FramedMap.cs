using System.Numerics.Tensors;
using Detector.Preprocessing;

namespace Detector.Heatmaps;

/// <summary>A map over the framed image, and its way back to the upright one.</summary>
/// <param name="columns">Cells from left to right.</param>
/// <param name="rows">Cells from top to bottom.</param>
/// <param name="stride">Framed pixels per cell.</param>
/// <param name="logits">One per cell, row by row; used up by the result.</param>
/// <param name="seen">Which cells the model saw; null for all.</param>
internal sealed class FramedMap(int columns, int rows, int stride, float[] logits, bool[]? seen)
{
    /// <summary>The framed image is the whole upright one, scaled: so are the cells.</summary>
    public HeatGrid Stretch(FrameGeometry geometry)
    {
        TensorPrimitives.Sigmoid(logits, logits);
        return new HeatGrid(
            columns, rows, stride * geometry.ScaleX, stride * geometry.ScaleY,
            geometry.ImageWidth, geometry.ImageHeight, logits, seen);
    }

    /// <summary>
    /// The framed image is a part of the upright one (or reaches past it): cells of the same size are laid from the
    /// upright origin, and those whose centre lies in the framed image are interpolated. The others are 0 and count as
    /// unseen.
    /// </summary>
    public HeatGrid Place(FrameGeometry geometry, int framedWidth, int framedHeight)
    {
        var cellWidth = stride * geometry.ScaleX;
        var cellHeight = stride * geometry.ScaleY;
        var x = Positions(geometry.ImageWidth, cellWidth, geometry.OffsetX, geometry.ScaleX, framedWidth);
        var y = Positions(geometry.ImageHeight, cellHeight, geometry.OffsetY, geometry.ScaleY, framedHeight);
        var values = new float[x.Length * y.Length];
        var placed = new bool[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var (column, row) = (x[i % x.Length], y[i / x.Length]);
            placed[i] = !double.IsNaN(column) && !double.IsNaN(row);
            values[i] = placed[i] ? Interpolate(column, row) : float.NegativeInfinity;
        }

        TensorPrimitives.Sigmoid(values, values);
        return new HeatGrid(
            x.Length, y.Length, cellWidth, cellHeight, geometry.ImageWidth, geometry.ImageHeight, values,
            placed.Contains(false) ? placed : null);
    }

    /// <summary>Where the centre of each upright cell lies in the framed map, in cells from the first centre; NaN
    /// outside.</summary>
    private double[] Positions(int imageSide, double cell, double offset, double scale, int framedSide)
    {
        // A hair under the quotient: rounding must not add a cell that holds no pixel.
        var positions = new double[Math.Max(1, (int)Math.Ceiling((imageSide / cell) - 1e-9))];
        for (var i = 0; i < positions.Length; i++)
        {
            var framed = (((i + 0.5) * cell) - offset) / scale;
            positions[i] = framed >= 0 && framed <= framedSide ? (framed / stride) - 0.5 : double.NaN;
        }

        return positions;
    }

    private float Interpolate(double column, double row)
    {
        var (left, right, across) = Neighbours(column, columns);
        var (top, bottom, down) = Neighbours(row, rows);
        var upper = float.Lerp(logits[(top * columns) + left], logits[(top * columns) + right], across);
        var lower = float.Lerp(logits[(bottom * columns) + left], logits[(bottom * columns) + right], across);
        return float.Lerp(upper, lower, down);
    }

    private static (int First, int Second, float Share) Neighbours(double position, int count)
    {
        var clamped = Math.Clamp(position, 0, count - 1);
        var first = (int)clamped;
        return (first, Math.Min(first + 1, count - 1), (float)(clamped - first));
    }
}
