using Detector.V1;

namespace Detector.Load.Statistics;

/// <summary>
/// All figures of one run. Latencies count calls that should have begun in the window; goodput counts answers that came
/// in it, so that neither warm-up nor the queue that is left at the end lifts it. Thread-safe until it is read.
/// </summary>
/// <param name="from">Begin of the window, since the begin of the run.</param>
/// <param name="to">End of the window.</param>
internal sealed class RunTally(TimeSpan from, TimeSpan to)
{
    private readonly Lock _gate = new();

    /// <summary>Length of the window.</summary>
    public TimeSpan Window => to - from;

    /// <summary>Calls of people.</summary>
    public LaneTally Interactive { get; } = new();

    /// <summary>Calls of machines.</summary>
    public LaneTally Bulk { get; } = new();

    /// <summary>How long after their intended start calls were sent: what the generator itself is behind.</summary>
    public LatencyHistogram Lateness { get; } = new();

    /// <summary>The tally of a lane.</summary>
    public LaneTally Of(Priority lane) => lane == Priority.Interactive ? Interactive : Bulk;

    /// <summary>Books one call that has ended.</summary>
    public void Add(in CallOutcome outcome)
    {
        lock (_gate)
        {
            var lane = Of(outcome.Lane);
            if (outcome.IsGood && IsInWindow(outcome.Done))
            {
                lane.AddGood(outcome.Answer?.Tiles ?? 0);
            }

            if (IsInWindow(outcome.Intended))
            {
                Lateness.Record(outcome.Sent - outcome.Intended);
                lane.Add(outcome);
            }
        }
    }

    /// <summary>Books an arrival that the generator did not send.</summary>
    /// <param name="lane">Its lane.</param>
    /// <param name="intended">When it should have been sent.</param>
    public void AddUnsent(Priority lane, TimeSpan intended)
    {
        lock (_gate)
        {
            if (IsInWindow(intended))
            {
                Of(lane).AddUnsent();
            }
        }
    }

    /// <summary>Answers within their deadline, per second.</summary>
    public double GoodPerSecond => (Interactive.Good + Bulk.Good) / Window.TotalSeconds;

    /// <summary>Tiles of answers within their deadline, per second.</summary>
    public double GoodTilesPerSecond => (Interactive.GoodTiles + Bulk.GoodTiles) / Window.TotalSeconds;

    private bool IsInWindow(TimeSpan at) => at >= from && at < to;
}
