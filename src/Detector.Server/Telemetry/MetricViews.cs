using System.Diagnostics.Metrics;
using Detector.Telemetry;
using OpenTelemetry.Metrics;

namespace Detector.Server.Telemetry;

/// <summary>Which meters are exported, and how much of each.</summary>
/// <param name="meters">Owner of this server's meters: those of another server in the process are not this one's.</param>
/// <param name="clients">Most clients that may be configured.</param>
internal sealed class MetricViews(IMeterFactory meters, int clients)
{
    /// <summary>Memory is set aside for this many series of an instrument. None of ours has more values of its tags.</summary>
    private const int MostSeries = 400;

    /// <summary>Series of a client: one for each outcome.</summary>
    private const int SeriesOfClient = 8;

    private static readonly string[] Meters =
    [
        DetectorMetrics.MeterName, ServerMetrics.MeterName, Gpu.GpuMetrics.MeterName, "System.Runtime",
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
    ];

    /// <summary>Adds them.</summary>
    /// <param name="builder">Where to.</param>
    public MeterProviderBuilder AddTo(MeterProviderBuilder builder) => builder.AddMeter(Meters).AddView(View);

    private MetricStreamConfiguration? View(Instrument instrument)
    {
        if (instrument.Meter.Scope is IMeterFactory other && other != meters)
        {
            return MetricStreamConfiguration.Drop;
        }

        var series = instrument.Name == ServerInstruments.ClientCalls.Name
            ? MostSeries + (SeriesOfClient * clients)
            : MostSeries;
        return instrument.Name == ServerInstruments.HttpDuration
            ? new ExplicitBucketHistogramConfiguration { Boundaries = [.. Buckets.Seconds], CardinalityLimit = series }
            : new MetricStreamConfiguration { CardinalityLimit = series };
    }
}
