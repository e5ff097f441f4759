using Detector.Batching;
using Detector.Server.Telemetry;

namespace Detector.Server.Analysis;

/// <summary>One picture that a caller wants scored, whichever way it came in.</summary>
public sealed record ImageCall
{
    /// <summary>The whole encoded file; must not change until the call ends.</summary>
    public required ReadOnlyMemory<byte> Image { get; init; }

    /// <summary>Who asks: a name of the configuration. Limits are theirs.</summary>
    public required string Client { get; init; }

    /// <summary>How it came.</summary>
    public required Transport Transport { get; init; }

    /// <summary>How urgent it is.</summary>
    public Lane Lane { get; init; } = Lane.Bulk;

    /// <summary>When the answer is worth nothing any more; null for the server's own limit.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>True where a sender is held back instead of being refused: streams.</summary>
    public bool MayWait { get; init; }

    /// <summary>Also the map as a PNG.</summary>
    public bool MapPng { get; init; }

    /// <summary>Also the overlay as a PNG.</summary>
    public bool OverlayPng { get; init; }
}
