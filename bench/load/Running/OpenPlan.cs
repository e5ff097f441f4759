namespace Detector.Load.Running;

/// <summary>What an open-loop run sends.</summary>
internal sealed record OpenPlan
{
    /// <summary>Pictures of machines per second.</summary>
    public double BulkRate { get; init; }

    /// <summary>Pictures of people per second.</summary>
    public double InteractiveRate { get; init; }

    /// <summary>Length of the measured window.</summary>
    public required TimeSpan Window { get; init; }

    /// <summary>Sent before it at the same rate, not counted.</summary>
    public TimeSpan WarmUp { get; init; }

    /// <summary>How long an answer is worth something, from the intended start; null for ever.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>Seed of arrivals as of independent callers; null for equal gaps.</summary>
    public int? PoissonSeed { get; init; }

    /// <summary>Most calls in flight: beyond it the generator gives up arrivals, and says so.</summary>
    public int MaxInFlight { get; init; } = 4096;

    /// <summary>How long the last calls may take after the window.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Both lanes, pictures per second.</summary>
    public double Rate => BulkRate + InteractiveRate;
}
