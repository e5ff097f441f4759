using static Detector.Telemetry.InstrumentKind;

namespace Detector.Telemetry;

/// <summary>The library's instruments. <see cref="DetectorMetrics"/> makes them, the documentation lists them.</summary>
public static class DetectorInstruments
{
    /// <summary>All of them, in the order of their documentation.</summary>
    public static IReadOnlyList<InstrumentInfo> All =>
    [
        StageDuration, BatchSize, BatchDuration, QueueTiles, QueueBytes, QueueAge, Drops, Scores, DecodeErrors, DeviceInUse,
        DeviceFallbacks, DeviceProbes, GoldenDeviation, ModelLoads, Persisted,
    ];

    internal static InstrumentInfo StageDuration { get; } = new(
        "detector.stage.duration", Histogram, "s",
        "Time that one image spent in a stage; recorded for images that got their score. The stage queue is all waiting.",
        TagNames.Stage, TagNames.Lane)
    {
        Buckets = Buckets.Seconds,
    };

    internal static InstrumentInfo BatchSize { get; } = new(
        "detector.batch.size", Histogram, "{tile}", "Tiles of one batch, without padding.", TagNames.Device)
    {
        Buckets = Buckets.Tiles,
    };

    internal static InstrumentInfo BatchDuration { get; } = new(
        "detector.batch.duration", Histogram, "s", "Time that the device took for one batch.", TagNames.Device)
    {
        Buckets = Buckets.Seconds,
    };

    internal static InstrumentInfo QueueTiles { get; } = new(
        "detector.queue.tiles", Gauge, "{tile}", "Tiles of images that were let in and are not scored yet.", TagNames.Lane);

    internal static InstrumentInfo QueueBytes { get; } = new(
        "detector.queue.bytes", Gauge, "By", "Encoded bytes of images that were let in and are not answered yet.", TagNames.Lane);

    internal static InstrumentInfo QueueAge { get; } = new(
        "detector.queue.age", Gauge, "s",
        "Time since the oldest image that is not scored yet was let in; 0 when there is none.", TagNames.Lane);

    internal static InstrumentInfo Drops { get; } = new(
        "detector.drops", Counter, "{image}",
        "Images taken out before they had their score: their caller left (cancelled) or their deadline passed (expired).",
        TagNames.Reason);

    internal static InstrumentInfo Scores { get; } = new(
        "detector.scores", Histogram, "1", "Calibrated scores, 0 to 1; their count is the mix of verdicts.",
        TagNames.Model, TagNames.Verdict)
    {
        Buckets = Buckets.Scores,
    };

    internal static InstrumentInfo DecodeErrors { get; } = new(
        "detector.decode.errors", Counter, "{image}", "Images that were refused or did not decode.",
        TagNames.Reason, TagNames.Format);

    internal static InstrumentInfo DeviceInUse { get; } = new(
        "detector.device.in_use", Gauge, "{device}",
        "1 for the device in use and its state, 0 for other devices that were in use and for other states.",
        TagNames.Device, TagNames.State);

    internal static InstrumentInfo DeviceFallbacks { get; } = new(
        "detector.device.fallbacks", Counter, "{fallback}", "Times that a device was lost and another took over.",
        TagNames.From, TagNames.To, TagNames.Reason);

    internal static InstrumentInfo DeviceProbes { get; } = new(
        "detector.device.probes", Counter, "{probe}", "Attempts to take a lost device into use again.",
        TagNames.Device, TagNames.Outcome);

    internal static InstrumentInfo GoldenDeviation { get; } = new(
        "detector.golden.deviation", Gauge, "1",
        "Largest absolute difference of a golden logit when the device was last opened; infinite where it gave no number.",
        TagNames.Device);

    internal static InstrumentInfo ModelLoads { get; } = new(
        "detector.model.loads", Counter, "{load}", "Times that the model was opened on a device.",
        TagNames.Model, TagNames.Device, TagNames.Outcome);

    internal static InstrumentInfo Persisted { get; } = new(
        "detector.persisted", Counter, "By", "Bytes of images written to disk: always 0, since nothing writes any.");
}
