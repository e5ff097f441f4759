using Detector.Batching;
using Detector.Calibration;
using Detector.Decoding;
using Detector.Evidence;
using Detector.Heatmaps;
using Detector.Inference;
using Detector.ModelPackages;
using Detector.Preprocessing;

namespace Detector;

/// <summary>
/// The whole way of an image: decode, frame, batch, infer, pool, calibrate, map. The only file that knows the order of the
/// stages. Thread-safe: call it for many images at once, so that their tiles share batches.
/// </summary>
public sealed class ImageAnalyzer : IAsyncDisposable
{
    private readonly IImageDecoder _decoder;
    private readonly IInferenceBackend _backend;
    private readonly TileBatcher _batcher;
    private readonly PixelBudget _budget;
    private readonly ModelManifest _manifest;
    private readonly Framer _framer;
    private readonly Calibrator _calibrator;
    private readonly KindClassifier _kinds;
    private readonly TimeProvider _time;

    internal ImageAnalyzer(
        ModelPackage package, IImageDecoder decoder, IInferenceBackend backend, TileBatcher batcher, PixelBudget budget,
        TimeProvider time)
    {
        _decoder = decoder;
        _backend = backend;
        _batcher = batcher;
        _budget = budget;
        _time = time;
        _manifest = package.Manifest;
        _framer = new Framer(_manifest.Framing, _manifest.Outputs.Map?.Stride ?? 1);
        _calibrator = new Calibrator(_manifest.Calibration, _manifest.Verdicts);
        _kinds = new KindClassifier(_manifest.Kinds);
        Model = new ModelIdentity(_manifest.Name, _manifest.Version, _manifest.Model.Sha256);
    }

    /// <summary>Which model scores.</summary>
    public ModelIdentity Model { get; }

    /// <summary>Where the model runs: cpu or cuda.</summary>
    public string Device => _backend.Device;

    /// <summary>Scores one image.</summary>
    /// <param name="encoded">The whole encoded file; must not change until the task ends.</param>
    /// <param name="options">What is wanted beside the score; null for nothing.</param>
    /// <param name="cancellationToken">Checked between stages and while waiting for the device.</param>
    /// <exception cref="AnalysisException">The image cannot be scored; see <see cref="AnalysisErrorReason"/>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<AnalysisResult> AnalyzeAsync(
        ReadOnlyMemory<byte> encoded, AnalysisOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= AnalysisOptions.Default;
        var watch = new StageWatch(_time);

        // Off the caller's thread: decoding is long and synchronous.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var header = _decoder.ReadHeader(encoded.Span);
        using var share = await _budget.TakeAsync(header.PeakBytes, cancellationToken);
        var memoryWait = watch.Lap();

        var sha256 = ContentHash.Sha256(encoded.Span);
        using var image = _decoder.Decode(encoded.Span);
        var decode = watch.Lap();
        cancellationToken.ThrowIfCancellationRequested();

        using var framed = _framer.Frame(image.Pixels);
        var preprocess = watch.Lap();

        using var outputs = await _batcher.ScoreAsync(framed, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        watch.Lap();

        var result = Judge(image, framed, outputs, options, sha256);
        var postprocess = watch.Lap();
        return result with
        {
            Timings = new StageTimings(
                decode, preprocess, memoryWait + outputs.Queue, outputs.Inference, postprocess, watch.Total),
        };
    }

    /// <summary>Finishes what is queued and frees the device.</summary>
    public async ValueTask DisposeAsync()
    {
        await _batcher.DisposeAsync();
        _backend.Dispose();
    }

    private AnalysisResult Judge(
        DecodedImage image, FramedImage framed, TileOutputs outputs, AnalysisOptions options, string sha256)
    {
        var logit = PoolTiles(framed.Plan.Tiles.Count, outputs);
        var score = _calibrator.Probability(logit);
        var verdict = _calibrator.Verdict(score);
        var map = Stitch(framed, outputs);
        var kind = _kinds.Classify(score, verdict, map);
        var regions = map is not null && kind.MapMeaningful && verdict != Verdict.NoEvidence
            ? RegionFinder.Find(map, _manifest.Regions ?? new RegionsSpec())
            : [];
        return new AnalysisResult
        {
            Sha256 = sha256,
            Width = image.Width,
            Height = image.Height,
            Format = image.Format,
            Logit = logit,
            Score = score,
            Verdict = verdict,
            Kind = kind,
            Map = map,
            Regions = regions,
            MapPng = options.MapPng && map is not null ? MapPng(map) : null,
            OverlayPng = options.OverlayPng && map is not null ? OverlayPng(image, map, regions) : null,
            Tiles = framed.Plan.Tiles.Count,
            Model = Model,
            Device = _backend.Device,
            Timings = default,
            Warnings = [.. image.Warnings, .. Warnings(image, framed.Plan)],
        };
    }

    private double PoolTiles(int tiles, TileOutputs outputs)
    {
        Span<float> logits = tiles <= 256 ? stackalloc float[tiles] : new float[tiles];
        TileLogits.Convert(_manifest.Outputs.Score, outputs.Scores, logits);
        return ImagePooling.Pool(_manifest.Pooling, logits);
    }

    private HeatGrid? Stitch(FramedImage framed, TileOutputs outputs) => _manifest.Outputs.Map is { } map
        ? MapStitcher.Stitch(
            framed.Plan, framed.Geometry, map, outputs.Maps, _backend.Outputs.MapRows, _backend.Outputs.MapColumns)
        : null;

    private static byte[] MapPng(HeatGrid map) => PngEncoder.Encode(
        HeatmapRenderer.RenderGray(map, map.ImageWidth, map.ImageHeight), map.ImageWidth, map.ImageHeight, 1);

    private static byte[] OverlayPng(DecodedImage image, HeatGrid map, IReadOnlyList<Region> regions)
    {
        using var overlay = HeatmapRenderer.RenderOverlay(image.Pixels, map, regions);
        return PngEncoder.Encode(overlay.AllBytes(), overlay.Width, overlay.Height, PixelBuffer.Channels);
    }

    private IEnumerable<string> Warnings(DecodedImage image, TilePlan plan)
    {
        if (plan.IsSampled)
        {
            yield return $"The image takes {plan.FullCount} tiles and the model allows {_manifest.Framing.MaxTiles}: " +
                $"{plan.Tiles.Count} evenly spread ones were scored, so a small edit between them can be missed.";
        }

        if (_manifest.Framing.Method == FramingMethod.Tiles && Math.Min(image.Width, image.Height) < plan.TileWidth)
        {
            yield return $"The image is {image.Width}x{image.Height} and smaller than one {plan.TileWidth}-pixel tile: it was " +
                "continued by reflection, and the score is less reliable. A larger copy would help.";
        }
    }
}
