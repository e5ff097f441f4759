using System.Text.Json;
using Detector.Load.Reporting;

namespace Detector.Load.Suite;

/// <summary>What the suite found.</summary>
/// <param name="Requirements">In the order of the checks.</param>
/// <param name="Loads">The loads behind them.</param>
internal sealed record SuiteReport(IReadOnlyList<Requirement> Requirements, IReadOnlyList<LoadReport> Loads)
{
    private static readonly JsonSerializerOptions JsonOptions =
        new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>True where every requirement is kept.</summary>
    public bool Holds => Requirements.All(requirement => requirement.Holds != false);

    /// <summary>All of it.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonOptions);

    /// <summary>One table of Markdown.</summary>
    public string ToTable() => string.Join(
        '\n', ["| figure | measured | required | holds |", "| --- | --- | --- | --- |", .. Requirements]);
}
