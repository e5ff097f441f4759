using System.Globalization;

namespace Detector.Load.Wire;

/// <summary>Size of a picture, pixels.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
internal readonly record struct PictureSize(int Width, int Height)
{
    private const int Least = 64;
    private const int Most = 10_000;

    /// <summary>Reads columns x rows, each from 64 to 10000; null for anything else.</summary>
    public static PictureSize? Parse(string text) =>
        text.Split('x') is [var columns, var rows] && Side(columns) is { } width && Side(rows) is { } height
            ? new PictureSize(width, height)
            : null;

    /// <summary>As it is written on the command line.</summary>
    public override string ToString() => $"{Width}x{Height}";

    private static int? Side(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var side) &&
            side is >= Least and <= Most
            ? side
            : null;
}
