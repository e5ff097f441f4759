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
    /// <summary>Name of the generated pictures against all reals.</summary>
    public const string Generated = "generated";

    /// <summary>Name of all fakes against all reals.</summary>
    public const string AllFakes = "all_fakes";

    /// <summary>The sets of fakes that are compared with all reals.</summary>
    public static readonly (string Name, Predicate<LabelledPicture> IsWanted)[] Comparisons =
    [
        (Generated, IsGenerated), ("edited", picture => picture.Label == PictureLabel.Edited), (AllFakes, _ => true),
    ];

    /// <summary>Whether a picture is generated.</summary>
    /// <param name="picture">The picture.</param>
    public static bool IsGenerated(LabelledPicture picture) => picture.Label == PictureLabel.Generated;

    /// <summary>The pictures that were scored in a version.</summary>
    /// <param name="chain">The version.</param>
    public IReadOnlyList<SetMember> In(VersionChain chain) =>
    [
        .. results.Index().Where(one => one.Item.Versions.ContainsKey(chain))
            .Select(one => new SetMember(one.Index, one.Item, one.Item.Versions[chain])),
    ];

    /// <summary>How maps fit masks in a version.</summary>
    /// <param name="chain">The version.</param>
    public IReadOnlyList<CellFit> Fits(VersionChain chain) => [.. In(chain).Select(one => one.Version.Fit).OfType<CellFit>()];

    /// <summary>The comparisons that there are pictures for.</summary>
    /// <param name="chain">The version.</param>
    /// <param name="bootstrap">Gives the intervals.</param>
    /// <param name="use">Names the version.</param>
    public Dictionary<string, ImageFigures> ImageLevel(VersionChain chain, Bootstrap bootstrap, string use)
    {
        var figures = new Dictionary<string, ImageFigures>();
        foreach (var (name, isWanted) in Comparisons)
        {
            if (Against(chain, isWanted) is { } set)
            {
                figures.Add(name, ImageFigures.Of(set, bootstrap, $"{use}/{name}"));
            }
        }

        return figures;
    }

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
        var (some, others) = (fakes.ToList(), reals.ToList());
        return some.Count > 0 && others.Count > 0 ? Rank([.. some, .. others], one => one.Version.Logit) : null;
    }

    /// <summary>Ranks pictures by anything.</summary>
    /// <param name="members">Fakes and reals.</param>
    /// <param name="logit">What they are ranked by.</param>
    public RankedSet Rank(IEnumerable<SetMember> members, Func<SetMember, double> logit) => new(
        members.Select(one => new Observation(logit(one), one.Version.Score, one.Result.IsFake, one.Number)), thresholds);
}
