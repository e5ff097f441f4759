using System.Diagnostics;

namespace Detector.Telemetry;

/// <summary>
/// The library's spans: one for each stage below its caller's, one for each batch. Where nobody listens none is made. None
/// holds anything of an image but sizes.
/// </summary>
public static class DetectorActivity
{
    /// <summary>Name of their source.</summary>
    public const string SourceName = DetectorMetrics.MeterName;

    internal static ActivitySource Source { get; } = new(SourceName);

    /// <summary>The current span, where somebody listens and it is kept; else default.</summary>
    internal static ActivityContext Recorded =>
        Source.HasListeners() && Activity.Current is { Recorded: true } current ? current.Context : default;

    /// <summary>Notes a stage that is over.</summary>
    /// <param name="name">One of <see cref="SpanNames"/>.</param>
    /// <param name="caller">From <see cref="Recorded"/>; not default.</param>
    /// <param name="from">Its begin.</param>
    /// <param name="to">Its end.</param>
    /// <param name="links">Spans that did the work for it; null for none.</param>
    internal static void Past(
        string name, ActivityContext caller, DateTimeOffset from, DateTimeOffset to,
        IReadOnlyList<ActivityLink>? links = null)
    {
        using var span = Source.StartActivity(name, ActivityKind.Internal, caller, tags: null, links, from);
        span?.SetEndTime(to.UtcDateTime);
    }
}
