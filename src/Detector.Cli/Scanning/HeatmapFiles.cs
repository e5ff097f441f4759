namespace Detector.Cli.Scanning;

/// <summary>
/// Writes the maps that the user asked for, the only place where anything of an image goes to disk. A file gets its
/// name only when it is complete; files of an earlier run are replaced.
/// </summary>
/// <param name="folder">The folder for maps; made where it is missing.</param>
internal sealed class HeatmapFiles(string folder)
{
    /// <summary>Ending of the one-channel map, 0 to 255, in the size of the upright image.</summary>
    public const string MapEnding = ".map.png";

    /// <summary>Ending of the picture with the map over the image.</summary>
    public const string OverlayEnding = ".overlay.png";

    private const string PartialEnding = ".partial";

    /// <summary>Writes the maps of one image, those that there are.</summary>
    /// <param name="name">As in <see cref="ScanItem.MapName"/>.</param>
    /// <param name="result">The image's result.</param>
    /// <param name="cancellationToken">Gives up; leaves no partial file.</param>
    /// <returns>Null, or why they could not be written.</returns>
    public async Task<string?> WriteAsync(string name, AnalysisResult result, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(name + MapEnding, result.MapPng, cancellationToken);
            await WriteAsync(name + OverlayEnding, result.OverlayPng, cancellationToken);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"The maps could not be written under {folder}: {e.Message}";
        }
    }

    private async Task WriteAsync(string name, byte[]? png, CancellationToken cancellationToken)
    {
        if (png is null)
        {
            return;
        }

        var path = Path.Join(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            await File.WriteAllBytesAsync(path + PartialEnding, png, cancellationToken);
            File.Move(path + PartialEnding, path, overwrite: true);
        }
        catch
        {
            File.Delete(path + PartialEnding);
            throw;
        }
    }
}
