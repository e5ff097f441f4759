using Detector.V1;
using Google.Protobuf;

namespace Detector.Client;

/// <summary>What is wanted beside the score, and how urgently.</summary>
public sealed record AnalyzeSettings
{
    /// <summary>How urgent it is: interactive where a person waits for the answer. Default: bulk.</summary>
    public Priority Priority { get; init; } = Priority.Bulk;

    /// <summary>Also the map as an 8-bit one-channel PNG in the size of the upright image.</summary>
    public bool MapPng { get; init; }

    /// <summary>Also the map as numbers.</summary>
    public bool Grid { get; init; }

    /// <summary>Also the overlay as a PNG. Holds pixels of the image.</summary>
    public bool OverlayPng { get; init; }

    /// <summary>Time for one call of <see cref="DetectorClient.AnalyzeAsync"/> with its retries; null for the client's. Of no
    /// effect among many images: there <see cref="BulkSettings.Timeout"/> counts.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The message; the image's bytes are not copied.</summary>
    /// <param name="image">The whole encoded file.</param>
    /// <param name="reference">Comes back in the answer.</param>
    internal AnalyzeRequest ToRequest(ReadOnlyMemory<byte> image, string reference) => new()
    {
        Image = UnsafeByteOperations.UnsafeWrap(image),
        ClientReference = reference,
        Priority = Priority,
        WantMapPng = MapPng,
        WantGrid = Grid,
        WantOverlayPng = OverlayPng,
    };
}
