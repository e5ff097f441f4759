using System.Diagnostics;
using Detector.Telemetry;

namespace Detector.Batching;

/// <summary>The span of a batch: of no trace but its own, since it works for many callers; linked with each of them.</summary>
internal static class BatchSpan
{
    /// <summary>Begins it, and tells the images in the batch.</summary>
    /// <param name="batch">About to run.</param>
    /// <returns>Null where no caller in it is traced.</returns>
    public static Activity? Start(TileBatch batch)
    {
        if (!DetectorActivity.Source.HasListeners())
        {
            return null;
        }

        var links = batch.Slices.Select(slice => slice.Image.Trace.Caller).Where(caller => caller != default)
            .Select(caller => new ActivityLink(caller)).ToArray();
        if (links.Length == 0)
        {
            return null;
        }

        // Whatever was current when the device's thread was started is none of its business.
        Activity.Current = null;
        var span = DetectorActivity.Source.StartActivity(
            SpanNames.Batch, ActivityKind.Internal, default(ActivityContext), links: links);
        span?.SetTag("detector.batch.tiles", batch.Tiles).SetTag("detector.batch.images", batch.Slices.Count);
        foreach (var slice in span is null ? [] : batch.Slices)
        {
            if (slice.Image.Trace.Caller != default)
            {
                slice.Image.Trace.CarriedBy(span!.Context);
            }
        }

        return span;
    }
}
