using System.Text.Json.Serialization;

namespace Detector.Benchmarks.Profile;

/// <summary>What a profile analyses.</summary>
/// <param name="Images">Images of the measured run, at least 1.</param>
/// <param name="Size">Size of each image.</param>
/// <param name="Parallel">Images in flight, at least 1.</param>
/// <param name="ModelDirectory">Folder of the model package.</param>
internal sealed record ProfileSettings(
    int Images, PictureSize Size, int Parallel, [property: JsonIgnore] string ModelDirectory);

/// <summary>Size of a picture, pixels.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
internal readonly record struct PictureSize(int Width, int Height)
{
    /// <summary>As it is written on the command line.</summary>
    public override string ToString() => $"{Width}x{Height}";
}
