namespace Detector.Cli.Evaluation.Data;

/// <summary>A CSV that names pictures: columns path and label, and where wanted source, mask and split; others are
/// ignored.</summary>
/// <param name="file">Where it lies; its paths are relative to its folder.</param>
/// <param name="choice">Which rows, and what their source is.</param>
internal sealed class CsvIndex(string file, DataChoice choice)
{
    private const string Path = "path";
    private const string Label = "label";
    private const string Source = "source";
    private const string Mask = "mask";
    private const string Split = "split";

    private readonly string _name = System.IO.Path.GetFileName(file);
    private readonly string _folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(file))!;

    /// <summary>Reads it.</summary>
    /// <exception cref="DataSetException">A line cannot be taken.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public IReadOnlyList<LabelledPicture> Read()
    {
        var table = CsvTable.Parse(_name, File.ReadAllText(file));
        foreach (var column in choice.Split is null ? new[] { Path, Label } : [Path, Label, Split])
        {
            if (!table.Has(column))
            {
                throw new DataSetException(
                    $"{_name}, line 1: there is no column {column}; there are {string.Join(',', table.Header)}. "
                    + (column == Split ? "Add it, or leave --split out." : "Name it in the first line."));
            }
        }

        var chosen = table.Rows.Where(row => choice.Split is null || table.Field(row, Split) == choice.Split).ToList();
        if (chosen.Count == 0 && choice.Split is { } split && table.Rows.Count > 0)
        {
            var there = string.Join(", ", table.Rows.Select(row => table.Field(row, Split)).Distinct().Take(10));
            throw new DataSetException($"{_name}: no row has {split} in its column {Split}; there are {there}.");
        }

        return [.. chosen.Select(row => Picture(table, row))];
    }

    private LabelledPicture Picture(CsvTable table, CsvRow row)
    {
        var path = table.Field(row, Path);
        if (path.Length == 0)
        {
            throw Problem(row, Path, "is empty", "Name the picture's file, relative to the CSV.");
        }

        var label = table.Field(row, Label).ToLowerInvariant() switch
        {
            "real" => PictureLabel.Real,
            "generated" => PictureLabel.Generated,
            "edited" => PictureLabel.Edited,
            var other => throw Problem(row, Label, $"is \"{other}\"", "Allowed are real, generated and edited."),
        };
        var mask = table.Field(row, Mask);
        if (mask.Length > 0 && label != PictureLabel.Edited)
        {
            throw Problem(
                row, Mask, $"is \"{mask}\" for a picture that is not edited", "Leave it empty, or set label to edited.");
        }

        return new LabelledPicture(
            System.IO.Path.GetFullPath(path, _folder), path.Replace('\\', '/'), label,
            choice.SourceIsFolder || table.Field(row, Source) is not { Length: > 0 } source ? FolderOf(path) : source,
            mask.Length > 0 ? System.IO.Path.GetFullPath(mask, _folder) : null);
    }

    private string FolderOf(string path) => System.IO.Path.GetFileName(
        System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path, _folder))!);

    private DataSetException Problem(CsvRow row, string column, string what, string fix) =>
        new($"{_name}, line {row.Line}, column {column}: {what}. {fix}");
}
