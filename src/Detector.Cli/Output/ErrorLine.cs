using Detector.Cli.Scanning;

namespace Detector.Cli.Output;

/// <summary>An item without a score as it is written: names and order of the properties are the format.</summary>
/// <param name="Path">As the user gave or the scan found it.</param>
/// <param name="Error">Why there is no score.</param>
internal sealed record ErrorLine(string Path, ScanError Error);
