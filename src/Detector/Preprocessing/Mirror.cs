using System.Runtime.CompilerServices;

namespace Detector.Preprocessing;

/// <summary>Reflection past an edge: 3 2 1 | 0 1 2 3 | 2 1 0, without repeating the edge itself.</summary>
internal static class Mirror
{
    /// <summary>The index inside the side that stands for <paramref name="index"/>, however far outside that
    /// lies.</summary>
    /// <param name="index">Any position.</param>
    /// <param name="side">Length of the axis, at least 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Index(int index, int side) => (uint)index < (uint)side ? index : Fold(index, side);

    private static int Fold(int index, int side)
    {
        if (side == 1)
        {
            return 0;
        }

        var period = 2 * (side - 1);
        var phase = index % period;
        phase = phase < 0 ? phase + period : phase;
        return phase < side ? phase : period - phase;
    }

    /// <summary>Copies a stretch of one pixel row that may begin or end outside of it.</summary>
    /// <param name="row">The whole row, 3 bytes per pixel.</param>
    /// <param name="x">First pixel wanted; may be negative.</param>
    /// <param name="line">Receives the stretch, 3 bytes per pixel.</param>
    public static void CopyLine(ReadOnlySpan<byte> row, int x, Span<byte> line)
    {
        var side = row.Length / 3;
        var count = line.Length / 3;
        var insideFrom = Math.Clamp(-x, 0, count);
        var insideTo = Math.Clamp(side - x, insideFrom, count);
        if (insideTo > insideFrom)
        {
            row[(3 * (x + insideFrom))..(3 * (x + insideTo))].CopyTo(line[(3 * insideFrom)..]);
        }

        CopyPixels(row, x, line, 0, insideFrom);
        CopyPixels(row, x, line, insideTo, count);
    }

    private static void CopyPixels(ReadOnlySpan<byte> row, int x, Span<byte> line, int from, int to)
    {
        var side = row.Length / 3;
        for (var i = from; i < to; i++)
        {
            row.Slice(3 * Index(x + i, side), 3).CopyTo(line[(3 * i)..]);
        }
    }
}
