using Detector.Batching;

namespace Detector;

/// <summary>What a caller wants beside the score, and how urgently.</summary>
public sealed record AnalysisOptions
{
    /// <summary>Score, verdict, kinds and regions only; bulk; waits for its turn without a deadline.</summary>
    public static AnalysisOptions Default { get; } = new();

    /// <summary>Also the map as an 8-bit one-channel PNG in the size of the upright image.</summary>
    public bool MapPng { get; init; }

    /// <summary>Also the image, greyed, with the map over it in colour and the regions outlined, as a PNG.</summary>
    public bool OverlayPng { get; init; }

    /// <summary>How urgent it is. Default: bulk.</summary>
    public Lane Lane { get; init; } = Lane.Bulk;

    /// <summary>When the answer is worth nothing any more; null for never. Work that cannot meet it is refused at the door or
    /// dropped before inference.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>What happens when there is no room. Default: wait.</summary>
    public WhenFull WhenFull { get; init; } = WhenFull.Wait;
}
