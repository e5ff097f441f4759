using System.Buffers;
using Detector.ModelPackages;

namespace Detector.Heatmaps;

/// <summary>Cuts the map into regions: 8-connected cells at or over <see cref="MapThreshold"/>.</summary>
public static class RegionFinder
{
    /// <summary>Finds the regions, largest mass (sum of the cells' probabilities) first; equal ones from top to
    /// bottom.</summary>
    /// <param name="grid">The map.</param>
    /// <param name="regions">Threshold, smallest area in cells, and how many to report.</param>
    public static IReadOnlyList<Region> Find(HeatGrid grid, RegionsSpec regions)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(regions);
        var cells = grid.Values.Length;
        var open = ArrayPool<bool>.Shared.Rent(cells);
        var pending = ArrayPool<int>.Shared.Rent(cells);
        var found = new List<Part>();
        var threshold = MapThreshold.Of(grid, regions);
        for (var i = 0; i < cells; i++)
        {
            open[i] = grid.Values[i] >= threshold;
        }

        for (var i = 0; i < cells; i++)
        {
            if (open[i])
            {
                var part = Collect(grid, open, pending, i);
                if (part.Cells >= regions.MinArea)
                {
                    found.Add(part);
                }
            }
        }

        ArrayPool<bool>.Shared.Return(open);
        ArrayPool<int>.Shared.Return(pending);

        // The sort is stable, and parts were found from top to bottom.
        return [.. found.OrderByDescending(part => part.Mass).Take(regions.MaxRegions).Select(p => ToRegion(grid, p))];
    }

    /// <summary>Takes a part's cells out of <paramref name="open"/>. A cell is closed when it is put on the stack, so
    /// that the stack never holds more than all cells.</summary>
    private static Part Collect(HeatGrid grid, bool[] open, int[] pending, int start)
    {
        var part = new Part(grid.Columns, grid.Rows);
        var count = 0;
        open[start] = false;
        pending[count++] = start;
        while (count > 0)
        {
            var cell = pending[--count];
            var (row, column) = Math.DivRem(cell, grid.Columns);
            part.Add(column, row, grid.Values[cell], grid.CellArea(column, row));
            for (var y = Math.Max(0, row - 1); y <= Math.Min(grid.Rows - 1, row + 1); y++)
            {
                for (var x = Math.Max(0, column - 1); x <= Math.Min(grid.Columns - 1, column + 1); x++)
                {
                    var neighbour = (y * grid.Columns) + x;
                    if (open[neighbour])
                    {
                        open[neighbour] = false;
                        pending[count++] = neighbour;
                    }
                }
            }
        }

        return part;
    }

    private static Region ToRegion(HeatGrid grid, Part part)
    {
        var (x, width) = Span(part.Left, part.Right, grid.CellWidth, grid.ImageWidth);
        var (y, height) = Span(part.Top, part.Bottom, grid.CellHeight, grid.ImageHeight);
        var area = part.Area / ((double)grid.ImageWidth * grid.ImageHeight);
        return new Region(x, y, width, height, part.Mass / part.Cells, area);
    }

    /// <summary>Whole pixels that cover the cells, inside the image.</summary>
    private static (int Start, int Length) Span(int first, int last, double cell, int side)
    {
        var start = Math.Min((int)Math.Floor(first * cell), side - 1);
        var end = Math.Min((int)Math.Ceiling((last + 1) * cell), side);
        return (start, Math.Max(1, end - start));
    }

    /// <summary>What is added up about one part.</summary>
    private sealed class Part(int columns, int rows)
    {
        public int Left { get; private set; } = columns;

        public int Top { get; private set; } = rows;

        public int Right { get; private set; } = -1;

        public int Bottom { get; private set; } = -1;

        public int Cells { get; private set; }

        public double Mass { get; private set; }

        public double Area { get; private set; }

        public void Add(int column, int row, float probability, double area)
        {
            Left = Math.Min(Left, column);
            Top = Math.Min(Top, row);
            Right = Math.Max(Right, column);
            Bottom = Math.Max(Bottom, row);
            Cells++;
            Mass += probability;
            Area += area;
        }
    }
}
