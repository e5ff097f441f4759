namespace Detector.Cli.Evaluation.Data;

/// <summary>
/// A folder with real/, generated/ and edited/, and masks of edited pictures: masks/ with the same path and any ending,
/// or NAME.mask.EXT beside the picture. A picture's source is the folder that it lies in.
/// </summary>
/// <param name="folder">The folder that holds them.</param>
internal sealed class LabelledFolders(string folder)
{
    private const string MaskMark = ".mask";

    /// <summary>Lists the pictures in ordinal order.</summary>
    /// <exception cref="DataSetException">There are none of the three folders, or nothing in them.</exception>
    public IReadOnlyList<LabelledPicture> Read()
    {
        var pictures = new List<LabelledPicture>();
        foreach (var label in Enum.GetValues<PictureLabel>())
        {
            var root = Path.Join(folder, label.ToString().ToLowerInvariant());
            if (Directory.Exists(root))
            {
                pictures.AddRange(Files(root).Where(file => !IsMask(file)).Select(file => Picture(root, file, label)));
            }
        }

        return pictures.Count > 0 ? pictures : throw new DataSetException(
            $"{folder} has no picture in real/, generated/ or edited/. Make these folders, or give a CSV with the columns "
            + "path,label,source,mask.");
    }

    private LabelledPicture Picture(string root, string file, PictureLabel label) => new(
        file, Path.GetRelativePath(folder, file).Replace('\\', '/'), label, Path.GetFileName(Path.GetDirectoryName(file)!),
        label == PictureLabel.Edited ? Mask(root, file) : null);

    private string? Mask(string root, string file)
    {
        var stem = Path.GetFileNameWithoutExtension(file);
        var below = Path.GetDirectoryName(Path.GetRelativePath(root, file))!;
        return First(Path.Join(folder, "masks", below), $"{stem}.*")
            ?? First(Path.GetDirectoryName(file)!, $"{stem}{MaskMark}.*");
    }

    private static string? First(string directory, string pattern) => Directory.Exists(directory)
        ? Directory.EnumerateFiles(directory, pattern).Order(StringComparer.Ordinal).FirstOrDefault()
        : null;

    private static bool IsMask(string file) =>
        Path.GetFileNameWithoutExtension(file).EndsWith(MaskMark, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Files(string root) => Directory
        .EnumerateFiles(root, "*", SearchOption.AllDirectories)
        .Where(file => !Path.GetFileName(file).StartsWith('.')
            && !Scanning.FileDiscovery.NoPictures.Contains(Path.GetExtension(file)))
        .Order(StringComparer.Ordinal);
}
