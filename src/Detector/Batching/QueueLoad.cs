namespace Detector.Batching;

/// <summary>What waits for the device or runs on it.</summary>
/// <param name="InteractiveTiles">Tiles of interactive images.</param>
/// <param name="BulkTiles">Tiles of bulk images.</param>
/// <param name="Bytes">Encoded bytes of all of them.</param>
/// <param name="InteractiveWait">How long an interactive image that comes now would wait, at the measured rate.</param>
/// <param name="BulkWait">The same for bulk.</param>
public readonly record struct QueueLoad(
    long InteractiveTiles, long BulkTiles, long Bytes, TimeSpan InteractiveWait, TimeSpan BulkWait);
