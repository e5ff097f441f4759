using System.Numerics.Tensors;
using Detector.Calibration;
using Detector.ModelPackages;
using Detector.Preprocessing;

namespace Detector.Heatmaps;

/// <summary>Joins the maps of an image's tiles into one grid over the upright image.</summary>
public static class MapStitcher
{
    /// <summary>Logits are kept within this of 0: beyond it no probability changes, and infinities would
    /// spread.</summary>
    private const float LargestLogit = 50;

    /// <summary>
    /// Overlapping tiles are blended in logits, with a smooth window that trusts the middle of a tile more than its
    /// rim, where the network sees less around a cell. Cells that no tile reached take the nearest reached one's value.
    /// Then the framing is undone: a stretched image's cells are stretched back; outside of a centre crop the map is 0.
    /// </summary>
    /// <param name="plan">Which windows were scored.</param>
    /// <param name="geometry">How the framed image lies in the upright one.</param>
    /// <param name="map">The manifest's map output; its kind is logit or probability.</param>
    /// <param name="values">The map output, tile by tile, each row by row: tiles x rows x columns.</param>
    /// <param name="rows">Rows of one tile's map.</param>
    /// <param name="columns">Columns of one tile's map.</param>
    /// <exception cref="AnalysisException">A value is not a number (<c>inference_failed</c>).</exception>
    /// <exception cref="ArgumentException">The values do not fit the plan, or the kind is softmax.</exception>
    public static HeatGrid Stitch(
        TilePlan plan, FrameGeometry geometry, MapOutputSpec map, ReadOnlySpan<float> values, int rows, int columns)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(geometry);
        ArgumentNullException.ThrowIfNull(map);
        ArgumentOutOfRangeException.ThrowIfLessThan(map.Stride, 1, "outputs.map.stride");
        Check(plan, map, values.Length, rows, columns);
        using var blend = new MapBlend(
            CellCount(plan.ImageWidth, map.Stride), CellCount(plan.ImageHeight, map.Stride), rows, columns);
        var tileMap = new float[rows * columns];
        for (var i = 0; i < plan.Tiles.Count; i++)
        {
            ReadLogits(map, values.Slice(i * tileMap.Length, tileMap.Length), tileMap);
            blend.Add(tileMap, plan.Tiles[i].X / map.Stride, plan.Tiles[i].Y / map.Stride);
        }

        var (logits, seen) = blend.Finish();
        var framed = new FramedMap(blend.Columns, blend.Rows, map.Stride, logits, seen);
        return geometry.OffsetX == 0 && geometry.OffsetY == 0 && CoversImage(plan, geometry)
            ? framed.Stretch(geometry)
            : framed.Place(geometry, plan.ImageWidth, plan.ImageHeight);
    }

    private static int CellCount(int side, int stride) => (side + stride - 1) / stride;

    /// <summary>Half a pixel is left to rounding, since the scale is a quotient.</summary>
    private static bool CoversImage(TilePlan plan, FrameGeometry geometry) =>
        (plan.ImageWidth + 0.5) * geometry.ScaleX >= geometry.ImageWidth &&
        (plan.ImageHeight + 0.5) * geometry.ScaleY >= geometry.ImageHeight;

    private static void Check(TilePlan plan, MapOutputSpec map, int values, int rows, int columns)
    {
        if (plan.Tiles.Count == 0 || rows < 1 || columns < 1 || values != (long)plan.Tiles.Count * rows * columns)
        {
            throw new ArgumentException(
                $"Output '{map.Name}' has {values} values; {plan.Tiles.Count} tiles of {rows} x {columns} cells need " +
                $"{(long)plan.Tiles.Count * rows * columns}, and at least one.", nameof(values));
        }

        foreach (var tile in plan.Tiles)
        {
            if (tile.X < 0 || tile.Y < 0 || tile.X % map.Stride != 0 || tile.Y % map.Stride != 0)
            {
                throw new ArgumentException(
                    $"Tile ({tile.X}, {tile.Y}) is not on a multiple of outputs.map.stride, {map.Stride}: plan with " +
                    "this stride.", nameof(plan));
            }
        }
    }

    private static void ReadLogits(MapOutputSpec map, ReadOnlySpan<float> values, Span<float> logits)
    {
        switch (map.Kind)
        {
            case OutputKind.Logit:
                values.CopyTo(logits);
                break;
            case OutputKind.Probability:
                for (var i = 0; i < values.Length; i++)
                {
                    logits[i] = (float)LogOdds.FromProbability(values[i]);
                }

                break;
            default:
                throw new ArgumentException(
                    $"outputs.map.kind is {map.Kind}; a map is logit or probability.", nameof(map));
        }

        TensorPrimitives.Min(logits, LargestLogit, logits);
        TensorPrimitives.Max(logits, -LargestLogit, logits);

        // All values are bounded now, so the sum is no number only if one of them is none.
        if (float.IsNaN(TensorPrimitives.Sum<float>(logits)))
        {
            throw new AnalysisException(
                AnalysisErrorReason.InferenceFailed,
                $"Output '{map.Name}' holds a value that is not a number: verify the model package on this device.");
        }
    }
}
