using Detector.Calibration;

namespace Detector.Heatmaps;

/// <summary>
/// The map of an image, one probability per cell, in the coordinates of the upright image: cell (column, row) spans
/// column x <see cref="CellWidth"/> to (column + 1) x <see cref="CellWidth"/> pixels, and rows likewise. The last
/// column and row may reach past the image.
/// </summary>
public sealed class HeatGrid
{
    private readonly bool[]? _seen;
    private readonly int _seenCells;

    /// <summary>Wraps the values; the arrays are not copied.</summary>
    /// <param name="columns">Cells from left to right, at least 1.</param>
    /// <param name="rows">Cells from top to bottom, at least 1.</param>
    /// <param name="cellWidth">Pixels of the upright image per cell, from left to right.</param>
    /// <param name="cellHeight">Pixels of the upright image per cell, from top to bottom.</param>
    /// <param name="imageWidth">Columns of the upright image.</param>
    /// <param name="imageHeight">Rows of the upright image.</param>
    /// <param name="values">Probabilities, 0 to 1, row by row: columns x rows.</param>
    /// <param name="seen">Which cells the model saw; null for all.</param>
    /// <exception cref="ArgumentException">An array has not columns x rows entries.</exception>
    public HeatGrid(
        int columns, int rows, double cellWidth, double cellHeight, int imageWidth, int imageHeight,
        float[] values, bool[]? seen = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cellWidth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cellHeight);
        if (values.Length != (long)columns * rows || (seen is not null && seen.Length != values.Length))
        {
            throw new ArgumentException(
                $"A grid of {columns} x {rows} cells needs that many values; there are {values.Length}.",
                nameof(values));
        }

        Columns = columns;
        Rows = rows;
        CellWidth = cellWidth;
        CellHeight = cellHeight;
        ImageWidth = imageWidth;
        ImageHeight = imageHeight;
        Values = values;
        _seen = seen;
        _seenCells = seen?.Count(cell => cell) ?? values.Length;
        CoveredShare = _seenCells / (double)values.Length;
    }

    /// <summary>Cells from left to right.</summary>
    public int Columns { get; }

    /// <summary>Cells from top to bottom.</summary>
    public int Rows { get; }

    /// <summary>Pixels of the upright image per cell, from left to right.</summary>
    public double CellWidth { get; }

    /// <summary>Pixels of the upright image per cell, from top to bottom.</summary>
    public double CellHeight { get; }

    /// <summary>Columns of the upright image.</summary>
    public int ImageWidth { get; }

    /// <summary>Rows of the upright image.</summary>
    public int ImageHeight { get; }

    /// <summary>Probability of manipulated per cell, 0 to 1, row by row.</summary>
    public float[] Values { get; }

    /// <summary>Share of the cells that the model saw, 0 to 1. Under 1 for a sampled plan (the others repeat the
    /// nearest seen cell) and for a centre crop (the others are 0).</summary>
    public double CoveredShare { get; }

    /// <summary>Share of the seen cells, 0 to 1, whose probability is at or over a threshold.</summary>
    /// <param name="threshold">Probability, 0 to 1.</param>
    public double Coverage(double threshold)
    {
        var over = 0;
        for (var i = 0; i < Values.Length; i++)
        {
            over += Sees(i) && Values[i] >= threshold ? 1 : 0;
        }

        return _seenCells == 0 ? 0 : over / (double)_seenCells;
    }

    /// <summary>Mean logit of the seen cells with the highest probabilities, one in <paramref name="of"/>, at least
    /// one.</summary>
    /// <param name="of">At least 1.</param>
    /// <exception cref="InvalidOperationException">No cell was seen.</exception>
    public double TopLogit(int of)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(of, 1);
        var most = Math.Max(1, _seenCells / of);
        var top = new PriorityQueue<float, float>(most + 1);
        for (var i = 0; i < Values.Length; i++)
        {
            if (Sees(i) && (top.Count < most || Values[i] > top.Peek()))
            {
                top.Enqueue(Values[i], Values[i]);
                _ = top.Count > most ? top.Dequeue() : 0;
            }
        }

        return top.UnorderedItems.Average(cell => LogOdds.FromProbability(cell.Element));
    }

    /// <summary>Whether the model saw a cell.</summary>
    /// <param name="index">Of <see cref="Values"/>.</param>
    internal bool Sees(int index) => _seen is null || _seen[index];

    /// <summary>Area of a cell inside the image, in pixels of the upright image.</summary>
    internal double CellArea(int column, int row) =>
        Inside(column, CellWidth, ImageWidth) * Inside(row, CellHeight, ImageHeight);

    private static double Inside(int index, double cell, int side) =>
        Math.Max(0, Math.Min((index + 1) * cell, side) - (index * cell));
}
