using Detector.Cli.Evaluation.Data;
using Detector.Cli.Evaluation.Metrics;
using Detector.Cli.Evaluation.Versions;
using Detector.Cli.Hosting;
using Detector.Cli.Scanning;
using Detector.Decoding;
using Detector.Heatmaps;

namespace Detector.Cli.Evaluation.Scoring;

/// <summary>Scores all versions of a picture; it is read and decoded once.</summary>
/// <param name="analyzer">The model.</param>
/// <param name="decoder">Decodes.</param>
/// <param name="wants">What is kept.</param>
internal sealed class PictureScorer(OpenAnalyzer analyzer, IImageDecoder decoder, ScoringWants wants)
{
    private const int LogitDigits = 4;
    private const int ScoreDigits = 6;

    private readonly ImageReader _reader = new(analyzer.MaxBytes, Stream.Null);
    private readonly VersionMaker _versions = new(decoder);

    /// <summary>Scores one picture. What fails is in the answer, and not thrown.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ScoredPicture> ScoreAsync(LabelledPicture picture, CancellationToken cancellationToken)
    {
        var versions = new Dictionary<VersionChain, ScoredVersion>();
        var scored = new ScoredPicture(picture, versions, []);
        var leftOut = new List<LeftOut>();
        try
        {
            var file = await ReadAsync(picture.Path, cancellationToken);
            using var decoded = decoder.Decode(file.Span);
            var mask = await MaskAsync(picture, decoded, leftOut, cancellationToken);
            foreach (var chain in wants.Plan.All)
            {
                try
                {
                    var (version, map) = await ScoreAsync(_versions.Make(file, decoded, chain), mask, chain, cancellationToken);
                    versions.Add(chain, version);
                    scored = wants.Thumbnails && map is not null && chain.Equals(wants.Plan.Main)
                        ? scored with { Thumbnail = Thumbnail(map) }
                        : scored;
                }
                catch (AnalysisException e)
                {
                    leftOut.Add(new LeftOut(picture.Name, chain.ToString(), e.Reason, e.Message));
                }
            }
        }
        catch (AnalysisException e)
        {
            leftOut.Add(new LeftOut(picture.Name, null, e.Reason, e.Message));
        }

        return scored with { LeftOut = leftOut };
    }

    private async Task<(ScoredVersion Version, HeatGrid? Map)> ScoreAsync(
        PictureVersion version, MaskFile? mask, VersionChain chain, CancellationToken cancellationToken)
    {
        var result = await analyzer.Analyze(version.Encoded, AnalysisOptions.Default, cancellationToken);
        if (!double.IsFinite(result.Score) || !double.IsFinite(result.Logit))
        {
            throw new AnalysisException(
                AnalysisErrorReason.InferenceFailed,
                $"The model's score is {result.Score}, not a number from 0 to 1. Run: detector model verify");
        }

        var map = result.Map;
        var threshold = map is null ? 0 : MapThreshold.Of(map, wants.Regions);
        return (new ScoredVersion(
            Math.Round(result.Logit, LogitDigits), Math.Round(result.Score, ScoreDigits), FileTraits.Of(result, version.Encoded))
        {
            Coverage = map?.Coverage(threshold),
            Fit = mask is null || map is null ? null : Fit(mask, map, threshold, version.Frame),
            Sharpness = wants.Sharpness(chain) ? SharpnessOf(version.Encoded.Span) : null,
        }, map);
    }

    /// <summary>Null where the version shows nothing that is edited: a cut may leave it out.</summary>
    private static CellFit? Fit(MaskFile mask, HeatGrid map, double threshold, PictureFrame frame)
    {
        var edited = mask.On(map, frame);
        return edited.Contains(true) ? CellFit.Of(map.Values, edited, threshold) : null;
    }

    private async Task<MaskFile?> MaskAsync(
        LabelledPicture picture, DecodedImage decoded, List<LeftOut> leftOut, CancellationToken cancellationToken)
    {
        if (picture.MaskPath is not { } path || !analyzer.HasMap)
        {
            return null;
        }

        try
        {
            return MaskFile.Read((await ReadAsync(path, cancellationToken)).Span, decoded);
        }
        catch (AnalysisException e)
        {
            leftOut.Add(new LeftOut(
                picture.Name, null, ScoringReason.BadMask,
                $"{Path.GetFileName(path)}: {e.Message} The picture counts without it."));
            return null;
        }
    }

    private Task<ReadOnlyMemory<byte>> ReadAsync(string path, CancellationToken cancellationToken) =>
        _reader.ReadAsync(new ScanItem(path, ""), cancellationToken);

    private double SharpnessOf(ReadOnlySpan<byte> encoded)
    {
        using var image = decoder.Decode(encoded);
        return Sharpness.Of(image.Pixels);
    }

    private static MapThumbnail Thumbnail(HeatGrid map) =>
        new(map.Columns, map.Rows, [.. map.Values.Select(value => (byte)Math.Clamp(value * 255, 0, 255))]);
}
