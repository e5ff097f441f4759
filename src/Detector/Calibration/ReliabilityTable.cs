using Detector.Evidence;
using Detector.ModelPackages;

namespace Detector.Calibration;

/// <summary>Finds the measured bucket of an image. Thread-safe.</summary>
/// <param name="buckets">The manifest's; null or empty where nothing was measured.</param>
public sealed class ReliabilityTable(IReadOnlyList<ReliabilitySpec>? buckets)
{
    private readonly IReadOnlyList<ReliabilitySpec> _buckets = buckets ?? [];

    /// <summary>What is known about images such as this one.</summary>
    /// <param name="compression">How it is stored.</param>
    /// <param name="width">Columns, pixels.</param>
    /// <param name="height">Rows, pixels.</param>
    public Reliability Find(ImageCompression compression, int width, int height)
    {
        var side = Math.Max(width, height);
        var (kind, quality) = compression;
        if (_buckets.Count == 0)
        {
            return new Reliability(kind, quality, side, null, NotMeasuredReason.NoBuckets);
        }

        if (kind == CompressionKind.Unknown)
        {
            return new Reliability(kind, quality, side, null, NotMeasuredReason.UnknownCompression);
        }

        var bucket = _buckets.FirstOrDefault(candidate => candidate.Holds(quality, side));
        return new Reliability(
            kind, quality, side, bucket, bucket is null ? NotMeasuredReason.OutsideBuckets : null);
    }
}
