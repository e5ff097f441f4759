using Detector.Cli.Evaluation.Data;
using Detector.Cli.Evaluation.Metrics;
using Detector.Cli.Evaluation.Scoring;
using Detector.Cli.Evaluation.Versions;

namespace Detector.Cli.Evaluation.Reports;

/// <summary>A picture that was scored in a version.</summary>
/// <param name="Number">Number of the picture.</param>
/// <param name="Result">The picture.</param>
/// <param name="Version">The version.</param>
internal sealed record SetMember(int Number, ScoredPicture Result, ScoredVersion Version);

/// <summary>Sets of scored pictures.</summary>
/// <param name="results">All pictures.</param>
/// <param name="thresholds">The model's.</param>
internal sealed class ScoredSets(IReadOnlyList<ScoredPicture> results, Thresholds thresholds)
{
    /// <summary>The pictures that were scored in a version.</summary>
    /// <param name="chain">The version.</param>
    public IReadOnlyList<SetMember> In(VersionChain chain) =>
    [
        .. results.Index().Where(one => one.Item.Versions.ContainsKey(chain))
            .Select(one => new SetMember(one.Index, one.Item, one.Item.Versions[chain])),
    ];

    /// <summary>Some fakes against all reals; null where one of both is missing.</summary>
    /// <param name="chain">The version.</param>
    /// <param name="isWanted">Which fakes.</param>
    public RankedSet? Against(VersionChain chain, Predicate<LabelledPicture> isWanted) => Against(
        In(chain).Where(one => one.Result.IsFake && isWanted(one.Result.Picture)), In(chain).Where(one => !one.Result.IsFake));

    /// <summary>Fakes against reals; null where one of both is missing.</summary>
    /// <param name="fakes">The fakes.</param>
    /// <param name="reals">The reals.</param>
    public RankedSet? Against(IEnumerable<SetMember> fakes, IEnumerable<SetMember> reals)
    {
        var all = fakes.Concat(reals)
            .Select(one => new Observation(one.Version.Logit, one.Version.Score, one.Result.IsFake, one.Number)).ToList();
        return all.Any(one => one.IsFake) && all.Any(one => !one.IsFake) ? new RankedSet(all, thresholds) : null;
    }
}
