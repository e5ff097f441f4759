using Detector.Cli.Evaluation.Versions;
using Detector.ModelPackages;

namespace Detector.Cli.Evaluation.Scoring;

/// <summary>What is scored and kept of every picture.</summary>
/// <param name="Plan">The versions.</param>
/// <param name="Regions">From which threshold on a cell of a map counts as found.</param>
/// <param name="Thumbnails">Whether maps are kept for thumbnails.</param>
internal sealed record ScoringWants(VersionPlan Plan, RegionsSpec Regions, bool Thumbnails)
{
    /// <summary>Whether the sharpness of a version is wanted.</summary>
    /// <param name="chain">The version.</param>
    public bool Sharpness(VersionChain chain) => chain.Equals(Plan.Main) || chain.Equals(Plan.Down);
}
