using System.Text.Json.Serialization;
using Detector.Cli.Evaluation.Metrics;
using Detector.Cli.Evaluation.Versions;
using Detector.Evidence;

namespace Detector.Cli.Evaluation.Reports;

/// <summary>How much is found among pictures of one compression and size.</summary>
/// <param name="JpegQuality">Lowest and highest estimated quality, both inside; null for lossless pictures.</param>
/// <param name="LongestSide">Smallest and largest longer side in pixels, both inside; null as the second for no
/// limit.</param>
/// <param name="TprAt1Fpr">Share of the fakes over the threshold that 1 % of the reals of the same bucket
/// reach.</param>
/// <param name="Interval95">Its 95 % interval; versions of one picture are drawn together.</param>
/// <param name="Found">Share of the fakes at or over the manifest's likely_manipulated.</param>
/// <param name="Positives">Fakes, each version counted.</param>
/// <param name="Negatives">Reals, each version counted.</param>
internal sealed record ReliabilityBucket(
    IReadOnlyList<int>? JpegQuality, IReadOnlyList<int?> LongestSide,
    [property: JsonPropertyName("tpr_at_1_fpr")] double TprAt1Fpr, IReadOnlyList<double> Interval95, double Found,
    int Positives, int Negatives);

/// <summary>A bucket with too few pictures to say anything.</summary>
/// <param name="JpegQuality">As in <see cref="ReliabilityBucket"/>.</param>
/// <param name="LongestSide">As in <see cref="ReliabilityBucket"/>.</param>
/// <param name="Positives">Fakes.</param>
/// <param name="Negatives">Reals.</param>
internal sealed record ThinBucket(
    IReadOnlyList<int>? JpegQuality, IReadOnlyList<int?> LongestSide, int Positives, int Negatives);

/// <summary>Buckets of estimated JPEG quality and longer side.</summary>
/// <param name="sets">The scored pictures.</param>
/// <param name="plan">Says which versions are taken.</param>
/// <param name="bootstrap">Gives the intervals.</param>
internal sealed class ReliabilityBuilder(ScoredSets sets, VersionPlan plan, Bootstrap bootstrap)
{
    /// <summary>Fewer pictures of a class say nothing.</summary>
    public const int Fewest = 10;

    private static readonly int[]?[] Qualities = [null, [1, 59], [60, 74], [75, 84], [85, 92], [93, 100]];

    private static readonly int?[][] Sides = [[1, 511], [512, 1023], [1024, 2047], [2048, null]];

    /// <summary>Measures; lossy files that are no JPEG belong to no bucket.</summary>
    public (IReadOnlyList<ReliabilityBucket> Buckets, IReadOnlyList<ThinBucket> TooFew) Build()
    {
        var all = plan.Incoming.Distinct().SelectMany(sets.In)
            .Where(one => one.Version.Traits.Compression.Kind != CompressionKind.Unknown).ToList();
        var (buckets, thin) = (new List<ReliabilityBucket>(), new List<ThinBucket>());
        foreach (var quality in Qualities)
        {
            foreach (var side in Sides)
            {
                var members = all.Where(one => Holds(quality, side, one)).ToList();
                var (fakes, reals) = (members.Count(one => one.Result.IsFake), members.Count(one => !one.Result.IsFake));
                if (Math.Min(fakes, reals) >= Fewest)
                {
                    buckets.Add(Bucket(quality, side, members, fakes, reals));
                }
                else if (members.Count > 0)
                {
                    thin.Add(new ThinBucket(quality, side, fakes, reals));
                }
            }
        }

        return (buckets, thin);
    }

    private ReliabilityBucket Bucket(int[]? quality, int?[] side, List<SetMember> members, int fakes, int reals)
    {
        var figures = bootstrap.Measures(
            sets.Rank(members, one => one.Version.Logit), $"reliability/{quality?[0]}/{side[0]}");
        var (share, found) = (figures[(int)Measure.TprAt1Fpr], figures[(int)Measure.Found]);
        return new ReliabilityBucket(quality, side, share.Value, share.Interval95, found.Value, fakes, reals);
    }

    private static bool Holds(int[]? quality, int?[] side, SetMember one)
    {
        var traits = one.Version.Traits;
        var longest = Math.Max(traits.Width, traits.Height);
        return longest >= side[0] && longest <= (side[1] ?? int.MaxValue)
            && (quality is [var low, var high]
                ? traits.Compression.JpegQuality is { } estimate && low <= estimate && estimate <= high
                : traits.Compression.Kind == CompressionKind.Lossless);
    }
}
