using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Detector.Heatmaps;

/// <summary>
/// Interpolates a grid to full size, row by row from the top. A grid row is widened once and then serves all image rows
/// next to it, which leaves one vector interpolation per image row.
/// </summary>
internal sealed class GridUpsampler : IDisposable
{
    private readonly HeatGrid _grid;
    private readonly int _width;
    private readonly double _cellsPerRow;
    private readonly int[] _left;
    private readonly float[] _share;
    private float[] _upper;
    private float[] _lower;
    private int _upperRow = -1;
    private int _lowerRow = -1;

    /// <summary>Prepares a size, which need not be the image's.</summary>
    public GridUpsampler(HeatGrid grid, int width, int height)
    {
        _grid = grid;
        _width = width;
        _cellsPerRow = grid.ImageHeight / (grid.CellHeight * height);
        _left = ArrayPool<int>.Shared.Rent(width);
        _share = ArrayPool<float>.Shared.Rent(width);
        _upper = ArrayPool<float>.Shared.Rent(width);
        _lower = ArrayPool<float>.Shared.Rent(width);
        var cellsPerColumn = grid.ImageWidth / (grid.CellWidth * width);
        for (var x = 0; x < width; x++)
        {
            (_left[x], _share[x]) = Position(x, cellsPerColumn, grid.Columns);
        }
    }

    /// <summary>Interpolates one row: probability x 255, rounded.</summary>
    /// <param name="y">Row; ascending calls are the fast ones.</param>
    /// <param name="levels">Receives one byte per column.</param>
    public void FillRow(int y, Span<byte> levels)
    {
        var (row, share) = Position(y, _cellsPerRow, _grid.Rows);
        if (row == _lowerRow)
        {
            (_upper, _lower) = (_lower, _upper);
            (_upperRow, _lowerRow) = (_lowerRow, _upperRow);
        }

        Widen(_upper, ref _upperRow, row);
        Widen(_lower, ref _lowerRow, Math.Min(row + 1, _grid.Rows - 1));
        Blend(_upper.AsSpan(0, _width), _lower.AsSpan(0, _width), share, levels);
    }

    /// <summary>Gives the work lines back.</summary>
    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_left);
        ArrayPool<float>.Shared.Return(_share);
        ArrayPool<float>.Shared.Return(_upper);
        ArrayPool<float>.Shared.Return(_lower);
    }

    /// <summary>The cell whose centre lies at or before a pixel's, and how far it is to the next one, 0 to 1.</summary>
    private static (int Cell, float Share) Position(int pixel, double cellsPerPixel, int cells)
    {
        var position = Math.Clamp(((pixel + 0.5) * cellsPerPixel) - 0.5, 0, cells - 1);
        return ((int)position, (float)(position - (int)position));
    }

    private void Widen(float[] line, ref int held, int row)
    {
        if (held == row)
        {
            return;
        }

        held = row;
        var values = _grid.Values.AsSpan(row * _grid.Columns, _grid.Columns);
        for (var x = 0; x < _width; x++)
        {
            var left = _left[x];
            var right = Math.Min(left + 1, values.Length - 1);
            line[x] = byte.MaxValue * (values[left] + ((values[right] - values[left]) * _share[x]));
        }
    }

    private static void Blend(ReadOnlySpan<float> upper, ReadOnlySpan<float> lower, float share, Span<byte> levels)
    {
        var x = 0;
        for (; x <= levels.Length - Vector<byte>.Count; x += Vector<byte>.Count)
        {
            var block = Vector.Narrow(
                Vector.Narrow(BlendVector(upper, lower, share, x, 0), BlendVector(upper, lower, share, x, 1)),
                Vector.Narrow(BlendVector(upper, lower, share, x, 2), BlendVector(upper, lower, share, x, 3)));
            block.CopyTo(levels[x..]);
        }

        for (; x < levels.Length; x++)
        {
            levels[x] = (byte)(upper[x] + ((lower[x] - upper[x]) * share) + 0.5f);
        }
    }

    private static Vector<uint> BlendVector(
        ReadOnlySpan<float> upper, ReadOnlySpan<float> lower, float share, int x, int quarter)
    {
        var at = (nuint)(x + (quarter * Vector<float>.Count));
        var above = Vector.LoadUnsafe(ref MemoryMarshal.GetReference(upper), at);
        var below = Vector.LoadUnsafe(ref MemoryMarshal.GetReference(lower), at);
        var level = above + ((below - above) * share) + new Vector<float>(0.5f);
        return Vector.AsVectorUInt32(Vector.ConvertToInt32(level));
    }
}
