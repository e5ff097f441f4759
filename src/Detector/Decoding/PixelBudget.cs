using Detector.Batching;

namespace Detector.Decoding;

/// <summary>Bounds the decoded pixels that are held at once, over all images in flight: many small images or one huge
/// one.</summary>
/// <param name="capacity">Bytes.</param>
internal sealed class PixelBudget(long capacity)
{
    private readonly LaneGate _gate = new(long.MaxValue / 4, capacity);

    /// <summary>Waits until the bytes fit. More than the whole budget fits when nothing else of its lane is held.</summary>
    /// <param name="lane">How urgent the image is.</param>
    /// <param name="bytes">Bytes that will be held.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Gives the bytes back when disposed.</returns>
    public ValueTask<LaneGate.Share> TakeAsync(Lane lane, long bytes, CancellationToken cancellationToken) =>
        _gate.TakeAsync(lane, new LaneGate.Amount(1, bytes), cancellationToken);
}
