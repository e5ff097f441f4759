using Detector.Cli.Output;

namespace Detector.Cli.Scanning;

/// <summary>What became of one item: an image's line, or an error. Holds neither pixels nor maps, so that finished
/// items may wait for their turn.</summary>
internal sealed record ScanOutcome
{
    private ScanOutcome(string path) => Path = path;

    /// <summary>As in <see cref="ScanItem.Path"/>.</summary>
    public string Path { get; }

    /// <summary>The result; null where there is none.</summary>
    public ImageLine? Image { get; private init; }

    /// <summary>Why there is no result; null where there is one.</summary>
    public ScanError? Error { get; private init; }

    /// <summary>Why the maps of a scored image were not written; otherwise null.</summary>
    public string? MapProblem { get; private init; }

    /// <summary>A scored image.</summary>
    /// <param name="path">Path of the item.</param>
    /// <param name="result">What the detector says.</param>
    /// <param name="hasMap">Whether the model draws maps.</param>
    /// <param name="mapProblem">Why its maps were not written; null where they were, or nobody asked.</param>
    public static ScanOutcome Scored(string path, AnalysisResult result, bool hasMap, string? mapProblem)
    {
        var line = ImageLine.From(path, result, hasMap);
        return new ScanOutcome(path)
        {
            Image = mapProblem is null ? line : line with { Warnings = [.. line.Warnings, mapProblem] },
            MapProblem = mapProblem,
        };
    }

    /// <summary>An item without a score.</summary>
    /// <param name="path">Path of the item.</param>
    /// <param name="reason">Stable code.</param>
    /// <param name="message">What is wrong and what to do.</param>
    public static ScanOutcome Failed(string path, string reason, string message) =>
        new(path) { Error = new ScanError(reason, message) };
}

/// <summary>Why an item has no score.</summary>
/// <param name="Reason">Stable code: <see cref="Unreadable"/> or one of <see cref="AnalysisErrorReason"/>.</param>
/// <param name="Message">What is wrong and what to do.</param>
internal sealed record ScanError(string Reason, string Message)
{
    /// <summary>The file or folder cannot be read, or has vanished.</summary>
    public const string Unreadable = "unreadable";
}
