namespace Detector.Cli.Evaluation.Data;

/// <summary>The data cannot be taken as they are.</summary>
/// <param name="message">Names the file, the line, the column, the value and the fix.</param>
internal sealed class DataSetException(string message) : Exception(message);
