namespace Detector.Cli.Evaluation.Data;

/// <summary>Which of the data are taken.</summary>
/// <param name="Split">Only rows with this value in the column split; null for all.</param>
/// <param name="SourceIsFolder">The source is the name of the picture's folder, whatever a column says.</param>
internal sealed record DataChoice(string? Split, bool SourceIsFolder);
