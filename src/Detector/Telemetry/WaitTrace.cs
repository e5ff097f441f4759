using System.Diagnostics;

namespace Detector.Telemetry;

/// <summary>
/// What the trace of one image's caller is told of its way through the batches, which happens in other threads: how long it
/// waited, and which batches carried it. Written when it is over. Empty, and the same for all, where nobody listens.
/// </summary>
internal sealed class WaitTrace
{
    private static readonly WaitTrace None = new(default, null);

    private readonly TimeProvider? _time;
    private readonly DateTimeOffset _began;
    private readonly List<ActivityLink> _batches = [];
    private DateTimeOffset? _started;

    private WaitTrace(ActivityContext caller, TimeProvider? time)
    {
        (Caller, _time) = (caller, time);
        _began = time?.GetUtcNow() ?? default;
    }

    /// <summary>The caller's span; default where there is none, or nobody listens.</summary>
    public ActivityContext Caller { get; }

    /// <summary>An image begins to wait for the device; called where its caller's span is the current one.</summary>
    /// <param name="time">Clock.</param>
    public static WaitTrace Begin(TimeProvider time) =>
        DetectorActivity.Recorded is var caller && caller != default ? new WaitTrace(caller, time) : None;

    /// <summary>Its first tiles are in a batch that runs now.</summary>
    public void Started() => _started = _time?.GetUtcNow();

    /// <summary>A batch carries some of its tiles. Before those are settled.</summary>
    public void CarriedBy(ActivityContext batch)
    {
        lock (_batches)
        {
            _batches.Add(new ActivityLink(batch));
        }
    }

    /// <summary>It is over, however it ended; called once, where its caller's span is the current one.</summary>
    public void End()
    {
        if (_time is null)
        {
            return;
        }

        var now = _time.GetUtcNow();
        DetectorActivity.Past(SpanNames.Queue, Caller, _began, _started ?? now);
        if (_started is { } started)
        {
            lock (_batches)
            {
                DetectorActivity.Past(SpanNames.Inference, Caller, started, now, _batches);
            }
        }
    }
}
