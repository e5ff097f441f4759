using System.Text.Json;
using System.Text.Json.Serialization;
using Detector.Calibration;
using Detector.Heatmaps;
using Detector.ModelPackages;

namespace Detector.Cli.Output;

/// <summary>A scored image as it is written: names and order of the properties are the format.</summary>
/// <param name="Path">As the user gave or the scan found it.</param>
/// <param name="Sha256">SHA-256 of the encoded bytes.</param>
/// <param name="Width">Columns of the upright image.</param>
/// <param name="Height">Rows of the upright image.</param>
/// <param name="Format">Container.</param>
/// <param name="Score">Calibrated probability that the image is AI-manipulated, 0 to 1.</param>
/// <param name="Verdict">LIKELY_MANIPULATED, INCONCLUSIVE or NO_EVIDENCE.</param>
/// <param name="Kind">FULLY_GENERATED, LOCALLY_EDITED or NONE.</param>
/// <param name="Kinds">Probability of each kind.</param>
/// <param name="MapMeaningful">Whether the map can tell a part from the rest.</param>
/// <param name="Regions">Suspicious regions, largest mass first.</param>
/// <param name="Heatmap">Size of the map's PNG; null for a model without a map.</param>
/// <param name="Reliability">What compression and size do to the detector, as far as that was measured.</param>
/// <param name="Model">Which model scored.</param>
/// <param name="Device">Where it ran: cpu or cuda.</param>
/// <param name="TimingsMs">Milliseconds per stage.</param>
/// <param name="Warnings">What a reader of the score should know.</param>
internal sealed record ImageLine(
    string Path, string Sha256, int Width, int Height, string Format, double Score, string Verdict, string Kind,
    KindsLine Kinds, bool MapMeaningful, IReadOnlyList<Region> Regions, SizeLine? Heatmap,
    ReliabilityLine Reliability, ModelIdentity Model, string Device, TimingsLine TimingsMs,
    IReadOnlyList<string> Warnings)
{
    /// <summary>The line of a result, without its pixels and maps.</summary>
    /// <param name="path">Path of the item.</param>
    /// <param name="result">What the detector says.</param>
    /// <param name="hasMap">Whether the model draws maps; those of a server are not part of the result.</param>
    public static ImageLine From(string path, AnalysisResult result, bool hasMap) => new(
        path, result.Sha256, result.Width, result.Height, result.Format, result.Score, Name(result.Verdict),
        Name(result.Kind.Kind),
        new KindsLine(result.Kind.FullyGenerated, result.Kind.LocallyEdited, result.Kind.None),
        result.Kind.MapMeaningful, result.Regions,
        hasMap ? new SizeLine(result.Width, result.Height) : null,
        ReliabilityLine.From(result.Reliability), result.Model, result.Device, TimingsLine.From(result.Timings), result.Warnings);

    /// <summary>LIKELY_MANIPULATED and so on.</summary>
    /// <param name="verdict">The band.</param>
    public static string Name(Verdict verdict) => Upper($"{verdict}");

    /// <summary>FULLY_GENERATED and so on.</summary>
    /// <param name="kind">The kind.</param>
    public static string Name(ManipulationKind kind) => Upper($"{kind}");

    private static string Upper(string name) => JsonNamingPolicy.SnakeCaseUpper.ConvertName(name);
}

/// <summary>Probability of each kind; they sum to 1.</summary>
/// <param name="FullyGenerated">The whole frame comes out of a generator.</param>
/// <param name="LocallyEdited">A part was regenerated or pasted.</param>
/// <param name="None">Neither.</param>
internal sealed record KindsLine(
    [property: JsonPropertyName("FULLY_GENERATED")] double FullyGenerated,
    [property: JsonPropertyName("LOCALLY_EDITED")] double LocallyEdited,
    [property: JsonPropertyName("NONE")] double None);

/// <summary>A size in pixels.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
internal sealed record SizeLine(int Width, int Height);

/// <summary>Milliseconds per stage, to the microsecond. Queueing overlaps with the work on other images.</summary>
/// <param name="Decode">Encoded bytes to upright pixels.</param>
/// <param name="Preprocess">Laying out the tiles, or resizing.</param>
/// <param name="Queue">Waiting for memory and for the device.</param>
/// <param name="Inference">From the first tile's batch to the last one's end.</param>
/// <param name="Postprocess">Pooling, calibration, map, regions and PNGs.</param>
/// <param name="Total">From call to answer.</param>
internal sealed record TimingsLine(
    double Decode, double Preprocess, double Queue, double Inference, double Postprocess, double Total)
{
    /// <summary>In milliseconds.</summary>
    /// <param name="timings">Durations.</param>
    public static TimingsLine From(StageTimings timings) => new(
        Milliseconds(timings.Decode), Milliseconds(timings.Preprocess), Milliseconds(timings.Queue),
        Milliseconds(timings.Inference), Milliseconds(timings.Postprocess), Milliseconds(timings.Total));

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 3);
}
