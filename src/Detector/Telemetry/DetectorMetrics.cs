using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Detector.Batching;
using Detector.Calibration;
using Detector.Inference;

namespace Detector.Telemetry;

/// <summary>
/// The library's measurements. Always there; one that nobody listens to costs next to nothing, and none allocates. What they
/// are is in <see cref="DetectorInstruments"/>.
/// </summary>
public sealed class DetectorMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Detector";

    private static readonly DeviceState[] States = Enum.GetValues<DeviceState>();

    private readonly Histogram<double> _stages;
    private readonly Histogram<long> _batchSizes;
    private readonly Histogram<double> _batchDurations;
    private readonly Counter<long> _drops;
    private readonly Histogram<double> _scores;
    private readonly Counter<long> _decodeErrors;
    private readonly Counter<long> _fallbacks;
    private readonly Counter<long> _probes;
    private readonly Counter<long> _loads;
    private readonly ConcurrentDictionary<string, double> _deviations = new();
    private readonly ConcurrentDictionary<string, bool> _devices = new();
    private volatile DeviceStatus? _device;
    private volatile Admission? _queue;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meters">Owns the meter.</param>
    public DetectorMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(MeterName);
        _stages = meter.Histogram(DetectorInstruments.StageDuration);
        _batchSizes = meter.WholeHistogram(DetectorInstruments.BatchSize);
        _batchDurations = meter.Histogram(DetectorInstruments.BatchDuration);
        _drops = meter.Counter(DetectorInstruments.Drops);
        _scores = meter.Histogram(DetectorInstruments.Scores);
        _decodeErrors = meter.Counter(DetectorInstruments.DecodeErrors);
        _fallbacks = meter.Counter(DetectorInstruments.DeviceFallbacks);
        _probes = meter.Counter(DetectorInstruments.DeviceProbes);
        _loads = meter.Counter(DetectorInstruments.ModelLoads);
        meter.Gauge(DetectorInstruments.QueueTiles, () => Queue(lane => lane.Tiles));
        meter.Gauge(DetectorInstruments.QueueBytes, () => Queue(lane => lane.Bytes));
        meter.Gauge(DetectorInstruments.QueueAge, () => Queue(lane => lane.Oldest.TotalSeconds));
        meter.Gauge(DetectorInstruments.DeviceInUse, InUse);
        meter.Gauge(DetectorInstruments.GoldenDeviation, Deviations);
        meter.ReadCounter<long>(DetectorInstruments.Persisted, () => [new(0)]);
        BeginAtZero();
    }

    /// <summary>Name of a lane as a tag.</summary>
    public static string Name(Lane lane) => lane == Lane.Interactive ? "interactive" : "bulk";

    /// <summary>Name of a verdict as a tag.</summary>
    public static string Name(Verdict verdict) => verdict switch
    {
        Verdict.LikelyManipulated => "likely_manipulated",
        Verdict.Inconclusive => "inconclusive",
        _ => "no_evidence",
    };

    /// <summary>Name and version of a model as a tag.</summary>
    public static string ModelTag(string name, string version) => $"{name} {version}";

    /// <summary>From now on the gauges of the queue say what is in it.</summary>
    internal void Watch(Admission queue) => _queue = queue;

    /// <summary>Notes one image that got its score.</summary>
    /// <param name="lane">Its lane.</param>
    /// <param name="timings">What its stages took.</param>
    /// <param name="model">Name of the model, from <see cref="ModelTag"/>.</param>
    /// <param name="score">Calibrated probability.</param>
    /// <param name="verdict">What it amounts to.</param>
    internal void Scored(Lane lane, in StageTimings timings, string model, double score, Verdict verdict)
    {
        var name = Name(lane);
        Stage(SpanNames.Decode, timings.Decode, name);
        Stage(SpanNames.Preprocess, timings.Preprocess, name);
        Stage(SpanNames.Queue, timings.Queue, name);
        Stage(SpanNames.Inference, timings.Inference, name);
        Stage(SpanNames.Postprocess, timings.Postprocess, name);
        _scores.Record(score, new(TagNames.Model, model), new(TagNames.Verdict, Name(verdict)));
    }

    /// <summary>Notes one batch that ran.</summary>
    /// <param name="device">Where.</param>
    /// <param name="tiles">Tiles in it.</param>
    /// <param name="elapsed">What it took.</param>
    internal void BatchRan(string device, int tiles, TimeSpan elapsed)
    {
        _batchSizes.Record(tiles, new KeyValuePair<string, object?>(TagNames.Device, device));
        _batchDurations.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>(TagNames.Device, device));
    }

    /// <summary>Counts an image that was taken out before it had its score.</summary>
    /// <param name="expired">True where its deadline passed, false where its caller left.</param>
    internal void Dropped(bool expired) =>
        _drops.Add(1, new KeyValuePair<string, object?>(TagNames.Reason, expired ? "expired" : "cancelled"));

    /// <summary>Counts an image that was refused or did not decode.</summary>
    /// <param name="reason">One of <see cref="AnalysisErrorReason"/>.</param>
    /// <param name="format">Kind of file: one that is accepted, unsupported or unknown.</param>
    internal void DecodeFailed(string reason, string format) =>
        _decodeErrors.Add(1, new(TagNames.Reason, reason), new(TagNames.Format, format));

    /// <summary>Counts an opening of the model on a device.</summary>
    /// <param name="model">Name of the model, from <see cref="ModelTag"/>.</param>
    /// <param name="device">Where.</param>
    /// <param name="outcome">ok, wrong_scores or failed.</param>
    /// <param name="deviation">Largest difference of a golden logit; null where there was none to compare.</param>
    internal void Loaded(string model, string device, string outcome, double? deviation)
    {
        if (deviation is { } off)
        {
            // Comparisons with what is no number are false, so that no alert would ever fire on it.
            _deviations[device] = double.IsNaN(off) ? double.PositiveInfinity : off;
        }

        _loads.Add(1, new(TagNames.Model, model), new(TagNames.Device, device), new(TagNames.Outcome, outcome));
    }

    /// <summary>Notes where the model runs.</summary>
    internal void DeviceIs(DeviceStatus status)
    {
        _devices[status.Device] = true;
        _device = status;
    }

    /// <summary>From now on a device may be lost to another: both counts begin at 0.</summary>
    /// <param name="from">The one that may be lost.</param>
    /// <param name="to">The other one.</param>
    internal void MayFallBack(string from, string to)
    {
        foreach (var reason in (ReadOnlySpan<string>)["threw", "wrong_outputs", "timeout", "repeated", "open_failed"])
        {
            _fallbacks.Add(0, new(TagNames.From, from), new(TagNames.To, to), new(TagNames.Reason, reason));
        }

        foreach (var outcome in (ReadOnlySpan<string>)["restored", "failed", "stuck"])
        {
            _probes.Add(0, new KeyValuePair<string, object?>(TagNames.Device, from), new(TagNames.Outcome, outcome));
        }
    }

    /// <summary>Counts a change from a lost device to another.</summary>
    /// <param name="from">The lost one.</param>
    /// <param name="to">The other one.</param>
    /// <param name="reason">threw, wrong_outputs, timeout, repeated or open_failed.</param>
    internal void FellBack(string from, string to, string reason) =>
        _fallbacks.Add(1, new(TagNames.From, from), new(TagNames.To, to), new(TagNames.Reason, reason));

    /// <summary>Counts an attempt to take a lost device into use again.</summary>
    /// <param name="device">The lost one.</param>
    /// <param name="outcome">restored, failed or stuck.</param>
    internal void Probed(string device, string outcome) =>
        _probes.Add(1, new KeyValuePair<string, object?>(TagNames.Device, device), new(TagNames.Outcome, outcome));

    /// <summary>A count that is there from the start shows its first step, which one that appears with it does not.</summary>
    private void BeginAtZero()
    {
        foreach (var reason in (ReadOnlySpan<string>)["cancelled", "expired"])
        {
            _drops.Add(0, new KeyValuePair<string, object?>(TagNames.Reason, reason));
        }

        _decodeErrors.Add(0, new(TagNames.Reason, AnalysisErrorReason.NotAnImage), new(TagNames.Format, "unknown"));
        _decodeErrors.Add(
            0, new(TagNames.Reason, AnalysisErrorReason.UnsupportedFormat), new(TagNames.Format, "unsupported"));
        foreach (var format in (ReadOnlySpan<string>)["jpeg", "png", "webp", "gif", "tiff", "avif"])
        {
            _decodeErrors.Add(0, new(TagNames.Reason, AnalysisErrorReason.CorruptImage), new(TagNames.Format, format));
        }
    }

    private void Stage(string stage, TimeSpan elapsed, string lane) =>
        _stages.Record(elapsed.TotalSeconds, new(TagNames.Stage, stage), new(TagNames.Lane, lane));

    private IEnumerable<Measurement<T>> Queue<T>(Func<LaneLoad, T> value)
        where T : struct => _queue is { } queue
        ? [Of(queue, Lane.Interactive, value), Of(queue, Lane.Bulk, value)]
        : [];

    private static Measurement<T> Of<T>(Admission queue, Lane lane, Func<LaneLoad, T> value)
        where T : struct => new(value(queue.LoadOf(lane)), new KeyValuePair<string, object?>(TagNames.Lane, Name(lane)));

    /// <summary>Every state of every device, so that whoever keeps the last value of a series keeps no old one.</summary>
    private IEnumerable<Measurement<int>> InUse() => _device is not { } now ? [] : _devices.Keys.SelectMany(device =>
        States.Select(state => new Measurement<int>(
            now.Device == device && now.State == state ? 1 : 0,
            new KeyValuePair<string, object?>(TagNames.Device, device), new(TagNames.State, Name(state)))));

    private IEnumerable<Measurement<double>> Deviations() => _deviations.Select(device =>
        new Measurement<double>(device.Value, new KeyValuePair<string, object?>(TagNames.Device, device.Key)));

    private static string Name(DeviceState state) => state switch
    {
        DeviceState.Healthy => "healthy",
        DeviceState.Degraded => "degraded",
        _ => "failed",
    };
}
