using Detector.V1;

namespace Detector.Load.Running;

/// <summary>What a closed-loop run sends.</summary>
internal sealed record ClosedPlan
{
    /// <summary>Clients, each with one call outstanding, or with one stream.</summary>
    public required int Clients { get; init; }

    /// <summary>How urgent the pictures are.</summary>
    public Priority Lane { get; init; } = Priority.Bulk;

    /// <summary>Length of the measured window.</summary>
    public required TimeSpan Window { get; init; }

    /// <summary>Load before it, not counted.</summary>
    public TimeSpan WarmUp { get; init; }

    /// <summary>How long an answer is worth something; null for ever. Not for streams.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>Pictures outstanding in each stream; 0 for single calls.</summary>
    public int StreamWindow { get; init; }

    /// <summary>Each client's pause after an answer; zero for none.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>Most calls of all clients together; null for no limit but the time.</summary>
    public long? MaxCalls { get; init; }

    /// <summary>How long the last answers may take after the window.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(60);
}
