using Detector.Cli.Hosting;
using Detector.Cli.Scanning;

namespace Detector.Cli.Commands;

/// <summary>What the user asked <c>scan</c> for.</summary>
internal sealed record ScanRequest
{
    /// <summary>Files, folders, - for standard input.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>table, jsonl or csv.</summary>
    public required string Format { get; init; }

    /// <summary>Where the results go; null for standard output.</summary>
    public string? OutputFile { get; init; }

    /// <summary>Where the maps go; null for no maps.</summary>
    public string? HeatmapFolder { get; init; }

    /// <summary>Which model, where.</summary>
    public required AnalyzerChoice Analyzer { get; init; }

    /// <summary>Images at a time, at least 1.</summary>
    public required int Parallel { get; init; }

    /// <summary>Full paths that the scan writes to, which it must not read.</summary>
    public IReadOnlyCollection<string> Outputs =>
        [.. new[] { OutputFile, HeatmapFolder }.OfType<string>().Select(FullPath)];

    /// <summary>Why the request cannot be served, in words; null where it can.</summary>
    public string? Problem()
    {
        if (FileDiscovery.Missing(Paths).FirstOrDefault() is { } missing)
        {
            return $"There is no file or folder {missing}. Nothing was scanned.";
        }

        if (Paths.Count(path => path == ScanItem.StandardInput) > 1)
        {
            return "Standard input (-) is named twice; it can be read once.";
        }

        if (HeatmapFolder is { } maps && Paths.FirstOrDefault(path => LiesIn(path, maps)) is { } folder)
        {
            return $"--heatmaps {maps} holds the scanned folder {folder}, where maps would lie among the images. "
                + "Name a folder beside or below it.";
        }

        return null;
    }

    private static bool LiesIn(string path, string folder) =>
        Directory.Exists(path) && WithSeparator(path).StartsWith(WithSeparator(folder), StringComparison.Ordinal);

    private static string WithSeparator(string path) => Path.Join(FullPath(path), $"{Path.DirectorySeparatorChar}");

    private static string FullPath(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
}
