namespace Detector.Cli.Scanning;

/// <summary>One thing to scan, in the order of the command line.</summary>
/// <param name="Path">As it is reported: the user's path, joined with what was found under it; <c>-</c> is standard
/// input.</param>
/// <param name="MapName">Path of its maps under the folder for maps, without their endings.</param>
/// <param name="Problem">Why it cannot be read, where that is known already; otherwise null.</param>
internal sealed record ScanItem(string Path, string MapName, string? Problem = null)
{
    /// <summary>The path that means standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>Whether it is standard input.</summary>
    public bool IsStandardInput => Path == StandardInput;
}
