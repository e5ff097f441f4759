using Detector.Evidence;

namespace Detector.ModelPackages;

/// <summary>Allowed values of the reliability buckets: an image belongs to one of them at most.</summary>
internal static class ReliabilityRules
{
    public static void Check(ModelManifest manifest, ProblemList problems)
    {
        var buckets = manifest.Reliability ?? [];
        var sound = new List<(int Index, ReliabilitySpec Bucket)>();
        foreach (var (i, bucket) in buckets.Index())
        {
            var field = $"$.reliability[{i}]";
            CheckFigures(field, bucket, problems);
            var qualityIsSound = CheckQuality($"{field}.jpeg_quality", bucket.JpegQuality, problems);
            if (CheckSides($"{field}.longest_side", bucket.LongestSide, problems) && qualityIsSound)
            {
                RefuseOverlap(field, bucket, sound, problems);
                sound.Add((i, bucket));
            }
        }
    }

    private static bool CheckQuality(string field, IReadOnlyList<int>? quality, ProblemList problems)
    {
        var isSound = quality is null
            || (quality is [var low, var high] && low >= JpegQuality.Lowest && low <= high && high <= JpegQuality.Highest);
        problems.Require(
            isSound,
            field,
            $"is [{string.Join(", ", quality ?? [])}]; allowed are two qualities of {JpegQuality.Lowest} to "
                + $"{JpegQuality.Highest}, the lower one first, or null for lossless images.",
            "Write the lowest and the highest estimated quality; both belong to the bucket.");
        return isSound;
    }

    private static bool CheckSides(string field, IReadOnlyList<int?> sides, ProblemList problems)
    {
        var isSound = sides is [{ } low, var high] && low >= 1 && low <= (high ?? int.MaxValue);
        problems.Require(
            isSound,
            field,
            $"is [{string.Join(", ", sides.Select(side => side is { } pixels ? $"{pixels}" : "null"))}]; allowed are two "
                + "sides of 1 pixel and up, the smaller one first; the second may be null.",
            "Write the smallest and the largest longer side, or null as the second for no limit.");
        return isSound;
    }

    private static void CheckFigures(string field, ReliabilitySpec bucket, ProblemList problems)
    {
        problems.InRange($"{field}.tpr_at_1_fpr", bucket.TprAt1Fpr, 0, 1, "Write a share: 0.31 for 31 of 100.");
        problems.Require(
            bucket.Interval95 is [var low, var high]
                && low >= 0 && low <= bucket.TprAt1Fpr && bucket.TprAt1Fpr <= high && high <= 1,
            $"{field}.interval95",
            $"is [{string.Join(", ", bucket.Interval95)}]; allowed are two shares of 0 to 1 with tpr_at_1_fpr "
                + $"({bucket.TprAt1Fpr}) between them.",
            "Write the lower and the upper end of the 95 % interval.");
        foreach (var (name, count) in new[] { ("positives", bucket.Positives), ("negatives", bucket.Negatives) })
        {
            problems.Require(
                count >= 1,
                $"{field}.{name}",
                $"is {count}; allowed is 1 and up.",
                "Write how many images it was measured on, or leave the bucket out.");
        }
    }

    private static void RefuseOverlap(
        string field, ReliabilitySpec bucket, List<(int Index, ReliabilitySpec Bucket)> others, ProblemList problems)
    {
        foreach (var (i, other) in others)
        {
            problems.Require(
                !(QualitiesMeet(bucket, other) && SidesMeet(bucket, other)),
                field,
                $"overlaps with $.reliability[{i}]: some images would belong to both.",
                "Move the limits of jpeg_quality or longest_side apart; both ends belong to a bucket.");
        }
    }

    private static bool QualitiesMeet(ReliabilitySpec one, ReliabilitySpec other) =>
        one.JpegQuality is { } a && other.JpegQuality is { } b
            ? a[0] <= b[1] && b[0] <= a[1]
            : one.JpegQuality is null && other.JpegQuality is null;

    private static bool SidesMeet(ReliabilitySpec one, ReliabilitySpec other) =>
        one.LongestSide[0] <= (other.LongestSide[1] ?? int.MaxValue)
        && other.LongestSide[0] <= (one.LongestSide[1] ?? int.MaxValue);
}
