using System.Buffers;
using System.Numerics.Tensors;

namespace Detector.Heatmaps;

/// <summary>Adds up tile maps, weighted by a window, over the cells of the framed image.</summary>
/// <param name="columns">Cells of the framed image from left to right.</param>
/// <param name="rows">Cells of the framed image from top to bottom.</param>
/// <param name="tileRows">Rows of one tile's map.</param>
/// <param name="tileColumns">Columns of one tile's map.</param>
internal sealed class MapBlend(int columns, int rows, int tileRows, int tileColumns) : IDisposable
{
    private readonly float[] _sums = new float[columns * rows];
    private readonly float[] _rented = RentZeros(columns * rows);
    private readonly float[] _window = Window(tileRows, tileColumns);

    /// <summary>Cells of the framed image from left to right.</summary>
    public int Columns => columns;

    /// <summary>Cells of the framed image from top to bottom.</summary>
    public int Rows => rows;

    /// <summary>Sums of the window where tiles lie; the rented array may be longer.</summary>
    private Span<float> Weights => _rented.AsSpan(0, columns * rows);

    /// <summary>Adds one tile; what lies past the right and lower edge is mirrored content and is left out.</summary>
    /// <param name="logits">The tile's map, row by row.</param>
    /// <param name="column">Cell of its left edge.</param>
    /// <param name="row">Cell of its upper edge.</param>
    public void Add(ReadOnlySpan<float> logits, int column, int row)
    {
        var width = Math.Min(tileColumns, columns - column);
        var height = Math.Min(tileRows, rows - row);
        if (width <= 0)
        {
            return;
        }

        for (var y = 0; y < height; y++)
        {
            var window = _window.AsSpan(y * tileColumns, width);
            var at = ((row + y) * columns) + column;
            var sums = _sums.AsSpan(at, width);
            TensorPrimitives.MultiplyAdd(logits.Slice(y * tileColumns, width), window, sums, sums);
            var weights = Weights.Slice(at, width);
            TensorPrimitives.Add(weights, window, weights);
        }
    }

    /// <summary>The blended logits, holes filled, and which cells a tile reached (null: all). Call once.</summary>
    public (float[] Logits, bool[]? Seen) Finish()
    {
        if (!Weights.Contains(0))
        {
            TensorPrimitives.Divide(_sums, Weights, _sums);
            return (_sums, null);
        }

        var seen = new bool[_sums.Length];
        for (var i = 0; i < seen.Length; i++)
        {
            seen[i] = _rented[i] > 0;
            _sums[i] = seen[i] ? _sums[i] / _rented[i] : 0;
        }

        FillRows(seen);
        return (_sums, seen);
    }

    /// <summary>Gives the weights' memory back.</summary>
    public void Dispose() => ArrayPool<float>.Shared.Return(_rented);

    private static float[] RentZeros(int length)
    {
        var rented = ArrayPool<float>.Shared.Rent(length);
        rented.AsSpan(0, length).Clear();
        return rented;
    }

    /// <summary>Raised cosine on both axes, sampled at cell centres, where it is never zero.</summary>
    private static float[] Window(int tileRows, int tileColumns)
    {
        var window = new float[tileRows * tileColumns];
        for (var i = 0; i < window.Length; i++)
        {
            var down = Math.Sin(Math.PI * ((i / tileColumns) + 0.5) / tileRows);
            var right = Math.Sin(Math.PI * ((i % tileColumns) + 0.5) / tileColumns);
            window[i] = (float)(down * down * right * right);
        }

        return window;
    }

    /// <summary>
    /// Holes take the nearest seen cell of their row; rows without one take the nearest row with one. Tiles lie on a
    /// lattice, where that is the nearest seen cell up to ties.
    /// </summary>
    private void FillRows(bool[] seen)
    {
        var rowSeen = new bool[rows];
        for (var row = 0; row < rows; row++)
        {
            var cells = seen.AsSpan(row * columns, columns);
            rowSeen[row] = cells.Contains(true);
            if (rowSeen[row])
            {
                var nearest = Nearest(cells);
                var logits = _sums.AsSpan(row * columns, columns);
                for (var column = 0; column < columns; column++)
                {
                    logits[column] = logits[nearest[column]];
                }
            }
        }

        var nearestRow = Nearest(rowSeen);
        for (var row = 0; row < rows; row++)
        {
            if (!rowSeen[row])
            {
                _sums.AsSpan(nearestRow[row] * columns, columns).CopyTo(_sums.AsSpan(row * columns, columns));
            }
        }
    }

    /// <summary>For each entry the index of the nearest one that is set; the earlier of two at the same
    /// distance.</summary>
    private static int[] Nearest(ReadOnlySpan<bool> set)
    {
        var nearest = new int[set.Length];
        var before = -1;
        for (var i = 0; i < set.Length; i++)
        {
            before = set[i] ? i : before;
            nearest[i] = before;
        }

        var after = -1;
        for (var i = set.Length - 1; i >= 0; i--)
        {
            after = set[i] ? i : after;
            if (nearest[i] < 0 || (after >= 0 && after - i < i - nearest[i]))
            {
                nearest[i] = after;
            }
        }

        return nearest;
    }
}
