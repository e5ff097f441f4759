using Detector.Calibration;
using Detector.Heatmaps;

namespace Detector;

/// <summary>What the detector says about one image. A signal for a human, never proof.</summary>
public sealed record AnalysisResult
{
    /// <summary>SHA-256 of the encoded bytes, 64 lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Columns of the upright image, pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Rows of the upright image, pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Container: jpeg, png, webp, gif, tiff, avif, bmp.</summary>
    public required string Format { get; init; }

    /// <summary>The image's logit, before calibration.</summary>
    public required double Logit { get; init; }

    /// <summary>Calibrated probability that the image is AI-manipulated, 0 to 1.</summary>
    public required double Score { get; init; }

    /// <summary>The band that the score lies in.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>What was probably done, with probabilities, and whether the map means anything.</summary>
    public required KindResult Kind { get; init; }

    /// <summary>The map in the coordinates of the upright image; null for a model without one.</summary>
    public HeatGrid? Map { get; init; }

    /// <summary>Suspicious regions, largest mass first; empty for a model without a map.</summary>
    public required IReadOnlyList<Region> Regions { get; init; }

    /// <summary>The map as a PNG, where asked for and the model has one.</summary>
    public byte[]? MapPng { get; init; }

    /// <summary>The overlay as a PNG, where asked for and the model has a map.</summary>
    public byte[]? OverlayPng { get; init; }

    /// <summary>What the image's compression and size do to the detector, as far as that was measured.</summary>
    public required Reliability Reliability { get; init; }

    /// <summary>Tiles that the model saw.</summary>
    public required int Tiles { get; init; }

    /// <summary>Mean size of the batches that carried them, tiles; other images' tiles count too.</summary>
    public required double BatchTiles { get; init; }

    /// <summary>Which model scored it.</summary>
    public required ModelIdentity Model { get; init; }

    /// <summary>Where the model ran: cpu or cuda.</summary>
    public required string Device { get; init; }

    /// <summary>Duration of each stage.</summary>
    public required StageTimings Timings { get; init; }

    /// <summary>What a reader of the score should know, in words.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}

/// <summary>Which model it was, exactly.</summary>
/// <param name="Name">Name in the manifest.</param>
/// <param name="Version">Version in the manifest.</param>
/// <param name="Sha256">SHA-256 of the ONNX file, 64 lower-case hexadecimal digits.</param>
public sealed record ModelIdentity(string Name, string Version, string Sha256);

/// <summary>Duration of each stage of one analysis.</summary>
/// <param name="Decode">Encoded bytes to upright pixels.</param>
/// <param name="Preprocess">Laying out the tiles, or resizing.</param>
/// <param name="Queue">Waiting: for room, for memory, for a worker and for the device.</param>
/// <param name="Inference">From the first tile's batch to the last one's end; batches may hold other images' tiles too.</param>
/// <param name="Postprocess">Pooling, calibration, map, regions and PNGs.</param>
/// <param name="Total">From call to answer.</param>
public readonly record struct StageTimings(
    TimeSpan Decode, TimeSpan Preprocess, TimeSpan Queue, TimeSpan Inference, TimeSpan Postprocess, TimeSpan Total);
