using Detector.Load.Statistics;

namespace Detector.Load.Reporting;

/// <summary>What is told of a histogram, milliseconds.</summary>
internal sealed record LatencyFigures(
    long Count, double MeanMs, double P50Ms, double P95Ms, double P99Ms, double P999Ms, double MaxMs)
{
    /// <summary>Of a histogram; all zero without a value.</summary>
    public static LatencyFigures Of(LatencyHistogram histogram) => new(
        histogram.Count, Ms(histogram.Mean), Ms(histogram.Percentile(50)), Ms(histogram.Percentile(95)),
        Ms(histogram.Percentile(99)), Ms(histogram.Percentile(99.9)), Ms(histogram.Max));

    private static double Ms(TimeSpan time) => Math.Round(time.TotalMilliseconds, 3);
}
