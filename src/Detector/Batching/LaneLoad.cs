namespace Detector.Batching;

/// <summary>What one lane holds.</summary>
/// <param name="Tiles">Tiles of images that are not scored yet.</param>
/// <param name="Bytes">Encoded bytes of images that are not answered yet.</param>
/// <param name="Oldest">Since when the oldest image that is not scored yet is in; zero when there is none.</param>
internal readonly record struct LaneLoad(long Tiles, long Bytes, TimeSpan Oldest);
