using System.Diagnostics.Metrics;

namespace Detector.Telemetry;

/// <summary>Makes instruments from their descriptions, so that what is documented is what is measured.</summary>
internal static class InstrumentMaker
{
    /// <summary>Makes a counter.</summary>
    public static Counter<long> Counter(this Meter meter, InstrumentInfo info) =>
        meter.CreateCounter<long>(info.Name, info.Unit, info.Description);

    /// <summary>Makes a histogram with the buckets that it should have.</summary>
    public static Histogram<double> Histogram(this Meter meter, InstrumentInfo info) => meter.CreateHistogram(
        info.Name, info.Unit, info.Description, tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = info.Buckets });

    /// <summary>Makes a histogram of whole numbers with the buckets that it should have.</summary>
    public static Histogram<long> WholeHistogram(this Meter meter, InstrumentInfo info) => meter.CreateHistogram(
        info.Name, info.Unit, info.Description, tags: null,
        new InstrumentAdvice<long> { HistogramBucketBoundaries = [.. info.Buckets.Select(bound => (long)bound)] });

    /// <summary>Makes a gauge that is read when somebody looks.</summary>
    public static void Gauge<T>(this Meter meter, InstrumentInfo info, Func<IEnumerable<Measurement<T>>> read)
        where T : struct => meter.CreateObservableGauge(info.Name, read, info.Unit, info.Description);

    /// <summary>Makes a counter that is read when somebody looks.</summary>
    public static void ReadCounter<T>(this Meter meter, InstrumentInfo info, Func<IEnumerable<Measurement<T>>> read)
        where T : struct => meter.CreateObservableCounter(info.Name, read, info.Unit, info.Description);
}
