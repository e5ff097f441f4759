namespace Detector.Cli.Evaluation.Data;

/// <summary>The pictures of all that was named on the command line.</summary>
internal static class DataSet
{
    /// <summary>Reads CSV files and folders.</summary>
    /// <param name="paths">CSV files, or folders with real/, generated/ and edited/.</param>
    /// <param name="choice">Which of them.</param>
    /// <exception cref="DataSetException">The data cannot be taken as they are, or cannot tell real from
    /// fake.</exception>
    public static IReadOnlyList<LabelledPicture> Read(IReadOnlyList<string> paths, DataChoice choice)
    {
        var pictures = new List<LabelledPicture>();
        foreach (var path in paths)
        {
            pictures.AddRange(Read(path, choice));
        }

        if (pictures.GroupBy(picture => picture.Path).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new DataSetException(
                $"{twice.First().Name} is named {twice.Count()} times. Each picture may count once: remove the other rows.");
        }

        var reals = pictures.Count(picture => picture.Label == PictureLabel.Real);
        return reals > 0 && reals < pictures.Count ? pictures : throw new DataSetException(
            $"There are {reals} real and {pictures.Count - reals} generated or edited pictures in {string.Join(", ", paths)}. "
            + "At least one of each is needed.");
    }

    private static IReadOnlyList<LabelledPicture> Read(string path, DataChoice choice)
    {
        if (Directory.Exists(path))
        {
            return choice.Split is null ? new LabelledFolders(path).Read() : throw new DataSetException(
                $"--split {choice.Split} chooses rows of a CSV, but {path} is a folder. Leave --split out, or give the CSV.");
        }

        if (!File.Exists(path))
        {
            throw new DataSetException($"There is no CSV file or folder {path}.");
        }

        try
        {
            return new CsvIndex(path, choice).Read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataSetException($"{path} cannot be read: {e.Message}");
        }
    }
}
