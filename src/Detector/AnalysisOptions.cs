namespace Detector;

/// <summary>What a caller wants beside the score.</summary>
public sealed record AnalysisOptions
{
    /// <summary>Everything off: score, verdict, kinds and regions only.</summary>
    public static AnalysisOptions Default { get; } = new();

    /// <summary>Also the map as an 8-bit one-channel PNG in the size of the upright image.</summary>
    public bool MapPng { get; init; }

    /// <summary>Also the image, greyed, with the map over it in colour and the regions outlined, as a PNG.</summary>
    public bool OverlayPng { get; init; }
}
