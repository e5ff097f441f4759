using Detector.ModelPackages;

namespace Detector.Preprocessing;

/// <summary>Lays square windows over an image so that every pixel is seen, or an even sample where that takes too
/// many.</summary>
public static class TilePlanner
{
    /// <summary>
    /// Plans the windows of the framing method <c>tiles</c>. On each axis the first window starts at 0 and the last one
    /// reaches the far edge, or less than <paramref name="gridStep"/> pixels past it (more where the image is smaller
    /// than the window); those between are spread evenly, never further apart than size - overlap. All origins are
    /// multiples of <paramref name="gridStep"/>, so that the cells of neighbouring maps coincide.
    /// </summary>
    /// <remarks>
    /// More windows than <see cref="FramingSpec.MaxTiles"/>: both axis counts are scaled by
    /// sqrt(MaxTiles / (columns x rows)) and rounded down, at least 1; then the axis with the smaller kept share grows
    /// by one while the product allows it. The kept origins are spread evenly from the first to the last; an axis with
    /// a single window takes the middle. <see cref="TilePlan.FullCount"/> still counts what full coverage takes.
    /// </remarks>
    /// <param name="width">Columns of the image, at least 1.</param>
    /// <param name="height">Rows of the image, at least 1.</param>
    /// <param name="framing">Size, overlap and limit.</param>
    /// <param name="gridStep">The map's stride, pixels; 1 without a map.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its documented range.</exception>
    public static TilePlan Plan(int width, int height, FramingSpec framing, int gridStep)
    {
        var (columns, rows, full) = Counts(width, height, framing, gridStep);
        var size = framing.Size;
        var lastX = LastOrigin(width, size, gridStep);
        var lastY = LastOrigin(height, size, gridStep);
        var tiles = new Tile[columns * rows];
        for (var row = 0; row < rows; row++)
        {
            var y = Origin(row, rows, lastY) * gridStep;
            for (var column = 0; column < columns; column++)
            {
                tiles[(row * columns) + column] = new Tile(Origin(column, columns, lastX) * gridStep, y);
            }
        }

        return new TilePlan(width, height, size, size, tiles, (int)Math.Min(full, int.MaxValue));
    }

    /// <summary>How many windows <see cref="Plan"/> lays, without laying them.</summary>
    /// <param name="width">Columns of the image, at least 1.</param>
    /// <param name="height">Rows of the image, at least 1.</param>
    /// <param name="framing">Size, overlap and limit.</param>
    /// <param name="gridStep">The map's stride, pixels; 1 without a map.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its documented range.</exception>
    public static int Count(int width, int height, FramingSpec framing, int gridStep)
    {
        var (columns, rows, _) = Counts(width, height, framing, gridStep);
        return columns * rows;
    }

    private static (int Columns, int Rows, long Full) Counts(int width, int height, FramingSpec framing, int gridStep)
    {
        ArgumentNullException.ThrowIfNull(framing);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(gridStep, 1);
        var stride = StrideInSteps(framing, gridStep);
        long columns = FullCount(LastOrigin(width, framing.Size, gridStep), stride);
        long rows = FullCount(LastOrigin(height, framing.Size, gridStep), stride);
        var full = columns * rows;
        if (full <= framing.MaxTiles)
        {
            return ((int)columns, (int)rows, full);
        }

        var (keptColumns, keptRows) = Sample(columns, rows, framing.MaxTiles);
        return (keptColumns, keptRows, full);
    }

    private static int StrideInSteps(FramingSpec framing, int gridStep)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(framing.Size, 1, "framing.size");
        ArgumentOutOfRangeException.ThrowIfLessThan(framing.MaxTiles, 1, "framing.max_tiles");
        ArgumentOutOfRangeException.ThrowIfNegative(framing.Overlap, "framing.overlap");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(framing.Overlap, framing.Size / 2, "framing.overlap");
        var stride = framing.Size - framing.Overlap;
        if (stride < gridStep)
        {
            throw new ArgumentOutOfRangeException(
                nameof(framing),
                $"framing.size - framing.overlap is {stride} and must be at least the map's stride, {gridStep}: " +
                "lower framing.overlap.");
        }

        // A stride between two grid lines is rounded down: origins must lie on lines and gaps must not grow.
        return stride / gridStep;
    }

    /// <summary>Origin of the last window, in grid steps.</summary>
    private static int LastOrigin(int side, int size, int gridStep) =>
        side <= size ? 0 : (int)(((long)side - size + gridStep - 1) / gridStep);

    private static int FullCount(int last, int stride) => 1 + (int)(((long)last + stride - 1) / stride);

    /// <summary>Rounding down keeps every gap at most ceil(last / (count - 1)), which is within the stride.</summary>
    private static int Origin(int index, int count, int last) =>
        count == 1 ? last / 2 : (int)((long)index * last / (count - 1));

    private static (int Columns, int Rows) Sample(long fullColumns, long fullRows, int maxTiles)
    {
        var shrink = Math.Sqrt(maxTiles / ((double)fullColumns * fullRows));

        // The second limit of each line is for long, thin images, where the other axis was lifted to 1.
        var columns = (int)Math.Clamp(Math.Floor(fullColumns * shrink), 1, maxTiles);
        var rows = (int)Math.Clamp(Math.Floor(fullRows * shrink), 1, maxTiles / columns);
        while (true)
        {
            var columnsCanGrow = columns < fullColumns && (columns + 1L) * rows <= maxTiles;
            var rowsCanGrow = rows < fullRows && (rows + 1L) * columns <= maxTiles;
            if (!columnsCanGrow && !rowsCanGrow)
            {
                return (columns, rows);
            }

            if (columnsCanGrow && (!rowsCanGrow || columns * fullRows <= rows * fullColumns))
            {
                columns++;
            }
            else
            {
                rows++;
            }
        }
    }
}
