using Detector.Cli.Evaluation.Versions;

namespace Detector.Cli.Evaluation.Scoring;

/// <summary>What is scored and kept of every picture.</summary>
/// <param name="Plan">The versions.</param>
/// <param name="MapThreshold">From here on a cell of the map counts as found.</param>
/// <param name="Thumbnails">Whether maps are kept for thumbnails.</param>
internal sealed record ScoringWants(VersionPlan Plan, double MapThreshold, bool Thumbnails)
{
    /// <summary>Whether the sharpness of a version is wanted.</summary>
    /// <param name="chain">The version.</param>
    public bool Sharpness(VersionChain chain) => chain.Equals(Plan.Main) || chain.Equals(Plan.Down);
}
