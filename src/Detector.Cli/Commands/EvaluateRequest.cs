using Detector.Cli.Evaluation.Data;
using Detector.Cli.Evaluation.Versions;
using Detector.Cli.Hosting;

namespace Detector.Cli.Commands;

/// <summary>What a user asked <c>evaluate</c> for.</summary>
internal sealed record EvaluateRequest
{
    /// <summary>CSV files, and folders with real/, generated/ and edited/.</summary>
    public required IReadOnlyList<string> Data { get; init; }

    /// <summary>Which of the data.</summary>
    public required DataChoice Choice { get; init; }

    /// <summary>Which versions are scored.</summary>
    public required VersionPlan Plan { get; init; }

    /// <summary>Where the JSON goes; null for nowhere.</summary>
    public string? JsonFile { get; init; }

    /// <summary>Where the page goes; null for nowhere.</summary>
    public string? HtmlFile { get; init; }

    /// <summary>Whether the page shows maps of the worst misses.</summary>
    public bool Thumbnails { get; init; }

    /// <summary>Whether a set below chance fails the run.</summary>
    public bool Gate { get; init; }

    /// <summary>Of all random numbers.</summary>
    public required int Seed { get; init; }

    /// <summary>Of the bootstrap, at least 1.</summary>
    public required int Rounds { get; init; }

    /// <summary>Which model, where.</summary>
    public required AnalyzerChoice Analyzer { get; init; }

    /// <summary>Pictures at a time, at least 1.</summary>
    public required int Parallel { get; init; }
}
