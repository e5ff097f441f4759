namespace Detector.Cli.Evaluation.Versions;

/// <summary>Where a version lies in the upright original, whatever its own size is.</summary>
/// <param name="Left">Columns of the original before it.</param>
/// <param name="Top">Rows of the original above it.</param>
/// <param name="Width">Columns of the original that it shows.</param>
/// <param name="Height">Rows of the original that it shows.</param>
/// <param name="FullWidth">Columns of the original.</param>
/// <param name="FullHeight">Rows of the original.</param>
internal readonly record struct PictureFrame(
    double Left, double Top, double Width, double Height, int FullWidth, int FullHeight)
{
    /// <summary>The whole picture.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    public static PictureFrame Whole(int width, int height) => new(0, 0, width, height, width, height);

    /// <summary>A part of this frame.</summary>
    /// <param name="left">Share of the width before it.</param>
    /// <param name="top">Share of the height above it.</param>
    /// <param name="width">Share of the width that it takes.</param>
    /// <param name="height">Share of the height that it takes.</param>
    public PictureFrame Part(double left, double top, double width, double height) => this with
    {
        Left = Left + (left * Width), Top = Top + (top * Height), Width = width * Width, Height = height * Height,
    };
}
