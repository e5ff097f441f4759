using System.Buffers;
using System.Globalization;
using Detector.Cli.Scanning;
using Detector.Heatmaps;

namespace Detector.Cli.Output;

/// <summary>Comma-separated values after RFC 4180, with a header row. Cells of errors are empty for scored images, and
/// the other way round.</summary>
internal sealed class CsvWriter : IResultWriter
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    private static readonly string[] Columns =
    [
        "path", "sha256", "width", "height", "format", "score", "verdict", "kind",
        "fully_generated", "locally_edited", "none", "map_meaningful", "region_count", "regions",
        "heatmap_width", "heatmap_height", "compression", "jpeg_quality", "tpr_at_1_fpr", "tpr_low", "tpr_high",
        "not_measured", "model_name", "model_version", "model_sha256", "device",
        "decode_ms", "preprocess_ms", "queue_ms", "inference_ms", "postprocess_ms", "total_ms", "warnings",
        "error_reason", "error_message",
    ];

    private readonly TextWriter _writer;

    /// <summary>Writes the header row.</summary>
    /// <param name="writer">Where to.</param>
    public CsvWriter(TextWriter writer)
    {
        _writer = writer;
        WriteRow(Columns);
    }

    /// <inheritdoc/>
    public void Write(ScanOutcome outcome) => WriteRow(outcome.Image is { } image ? Cells(image) : Cells(outcome));

    /// <inheritdoc/>
    public void End(ScanSummary summary)
    {
        // A summary is no record.
    }

    private static object?[] Cells(ImageLine image) =>
    [
        image.Path, image.Sha256, image.Width, image.Height, image.Format, image.Score, image.Verdict, image.Kind,
        image.Kinds.FullyGenerated, image.Kinds.LocallyEdited, image.Kinds.None, image.MapMeaningful ? "true" : "false",
        image.Regions.Count, string.Join("; ", image.Regions.Select(Cell)),
        image.Heatmap?.Width, image.Heatmap?.Height,
        image.Reliability.Compression, image.Reliability.JpegQuality, image.Reliability.Bucket?.TprAt1Fpr,
        image.Reliability.Bucket?.Interval95[0], image.Reliability.Bucket?.Interval95[1], image.Reliability.NotMeasured,
        image.Model.Name, image.Model.Version, image.Model.Sha256, image.Device,
        image.TimingsMs.Decode, image.TimingsMs.Preprocess, image.TimingsMs.Queue,
        image.TimingsMs.Inference, image.TimingsMs.Postprocess, image.TimingsMs.Total,
        string.Join(" | ", image.Warnings), null, null,
    ];

    private static object?[] Cells(ScanOutcome failed) =>
        [failed.Path, .. new object?[Columns.Length - 3], failed.Error!.Reason, failed.Error.Message];

    /// <summary>x y width height score area.</summary>
    private static string Cell(Region region) => string.Create(
        CultureInfo.InvariantCulture,
        $"{region.X} {region.Y} {region.Width} {region.Height} {region.Score} {region.Area}");

    private void WriteRow(IEnumerable<object?> cells) =>
        _writer.Write(string.Join(',', cells.Select(Quote)) + "\r\n");

    private static string Quote(object? cell)
    {
        var text = Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "";
        return text.AsSpan().ContainsAny(Quoted) ? $"\"{text.Replace("\"", "\"\"")}\"" : text;
    }
}
