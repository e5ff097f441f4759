using Detector.V1;

namespace Detector.Client;

/// <summary>One image of many.</summary>
/// <param name="Reference">The caller's own name for it, which stays on this machine. May repeat.</param>
/// <param name="Image">The whole encoded file. Must not change before its outcome is there.</param>
public sealed record ImageItem(string Reference, ReadOnlyMemory<byte> Image);

/// <summary>What became of one image of many: an analysis or a failure.</summary>
public sealed record BulkOutcome
{
    /// <summary>As in <see cref="ImageItem.Reference"/>.</summary>
    public required string Reference { get; init; }

    /// <summary>The answer; null where there is none.</summary>
    public Analysis? Analysis { get; init; }

    /// <summary>Why there is none; null where there is one.</summary>
    public DetectorException? Failure { get; init; }
}
