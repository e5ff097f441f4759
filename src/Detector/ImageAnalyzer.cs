using System.Diagnostics;
using Detector.Batching;
using Detector.Calibration;
using Detector.Decoding;
using Detector.Evidence;
using Detector.Heatmaps;
using Detector.Inference;
using Detector.ModelPackages;
using Detector.Preprocessing;
using Detector.Telemetry;

namespace Detector;

/// <summary>
/// The whole way of an image: decode, frame, batch, infer, pool, calibrate, map. The only file that knows the order of the
/// stages. Thread-safe: call it for many images at once, so that their tiles share batches.
/// </summary>
public sealed class ImageAnalyzer : IAsyncDisposable
{
    private readonly IImageDecoder _decoder;
    private readonly IInferenceBackend _backend;
    private readonly AnalysisQueue _queue;
    private readonly ModelManifest _manifest;
    private readonly Framer _framer;
    private readonly Calibrator _calibrator;
    private readonly KindClassifier _kinds;
    private readonly ReliabilityTable _reliability;
    private readonly DetectorMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly string _modelTag;

    internal ImageAnalyzer(
        ModelPackage package, IImageDecoder decoder, IInferenceBackend backend, AnalysisQueue queue, DetectorMetrics metrics,
        TimeProvider time)
    {
        _decoder = decoder;
        _backend = backend;
        _queue = queue;
        _metrics = metrics;
        _time = time;
        _manifest = package.Manifest;
        _framer = new Framer(_manifest.Framing, _manifest.Outputs.Map?.Stride ?? 1);
        _calibrator = new Calibrator(_manifest.Calibration, _manifest.Verdicts);
        _kinds = new KindClassifier(_manifest.Kinds);
        _reliability = new ReliabilityTable(_manifest.Reliability);
        Model = new ModelIdentity(_manifest.Name, _manifest.Version, _manifest.Model.Sha256);
        _modelTag = DetectorMetrics.ModelTag(Model.Name, Model.Version);
    }

    /// <summary>Which model scores.</summary>
    public ModelIdentity Model { get; }

    /// <summary>Where the model runs: cpu or cuda.</summary>
    public string Device => _backend.Device;

    /// <summary>What waits for the device or runs on it.</summary>
    public QueueLoad Load => _queue.Admission.Load;

    /// <summary>Scores one image.</summary>
    /// <param name="encoded">The whole encoded file; must not change until the task ends.</param>
    /// <param name="options">What is wanted beside the score, and how urgently; null for the defaults.</param>
    /// <param name="cancellationToken">Checked between stages and while waiting for the device.</param>
    /// <exception cref="AnalysisException">The image cannot be scored; see <see cref="AnalysisErrorReason"/>.</exception>
    /// <exception cref="OverloadedException">There is no room, or the deadline cannot be met: nothing was decoded.</exception>
    /// <exception cref="TimeoutException">The deadline passed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or the detector is stopping.</exception>
    public async Task<AnalysisResult> AnalyzeAsync(
        ReadOnlyMemory<byte> encoded, AnalysisOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= AnalysisOptions.Default;
        using var limit = new DeadlineToken(options.Deadline, _time, cancellationToken);
        try
        {
            return await AnalyzeInTimeAsync(encoded, options, limit.Token);
        }
        catch (OperationCanceledException) when (limit.HasPassed)
        {
            _metrics.Dropped(expired: true);
            throw new TimeoutException("The deadline passed before the image was scored: allow more time, or send it later.");
        }
        catch (OperationCanceledException)
        {
            _metrics.Dropped(expired: limit.IsPast);
            throw;
        }
    }

    /// <summary>Takes no more images, finishes those that are in, and frees the device.</summary>
    public async ValueTask DisposeAsync()
    {
        await _queue.DisposeAsync();
        _backend.Dispose();
    }

    private async Task<AnalysisResult> AnalyzeInTimeAsync(
        ReadOnlyMemory<byte> encoded, AnalysisOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var watch = new StageWatch(_time);
        var trace = CallTrace.Begin(_time);
        var header = ReadHeader(encoded.Span);
        var cost = new ImageCost(
            _framer.CountTiles(header.Width, header.Height), encoded.Length, (long)header.Width * header.Height);
        using var place = await _queue.Admission.EnterAsync(cost, options, cancellationToken);
        using var share = await _queue.Pixels.TakeAsync(options.Lane, header.PeakBytes, cancellationToken);

        using var prepared = await _queue.Workers.RunAsync(
            options.Lane, finishes: false, () => Prepare(encoded.Span, cost, trace, cancellationToken), cancellationToken);

        using var outputs = await _queue.Batcher.ScoreAsync(prepared.Framed, options.Lane, cancellationToken);
        place.Scored();
        cancellationToken.ThrowIfCancellationRequested();

        var result = await _queue.Workers.RunAsync(
            options.Lane, finishes: true, () => Judge(prepared, outputs, options, trace), cancellationToken);
        var total = watch.Total;
        var judged = result.Timings.Postprocess;
        var busy = prepared.Decode + prepared.Preprocess + outputs.Inference + judged;
        var timings = new StageTimings(
            prepared.Decode, prepared.Preprocess, total - busy, outputs.Inference, judged, total);
        _metrics.Scored(options.Lane, timings, _modelTag, result.Score, result.Verdict);
        return result with { Timings = timings };
    }

    private ImageHeader ReadHeader(ReadOnlySpan<byte> encoded)
    {
        try
        {
            return _decoder.ReadHeader(encoded);
        }
        catch (AnalysisException e)
        {
            _metrics.DecodeFailed(e.Reason, ImageFormats.Tag(encoded));
            throw;
        }
    }

    /// <summary>Decoding and framing, on one of the workers.</summary>
    private PreparedImage Prepare(
        ReadOnlySpan<byte> encoded, ImageCost cost, CallTrace trace, CancellationToken cancellationToken)
    {
        trace.Waited(_time);
        var watch = new StageWatch(_time);
        var (image, sha256) = Decode(encoded, trace);
        try
        {
            var compression = ImageCompression.Read(image.Format, encoded);
            var decode = watch.Lap();
            cancellationToken.ThrowIfCancellationRequested();
            using var span = trace.Stage(SpanNames.Preprocess);
            var framed = _framer.Frame(image.Pixels);
            var preprocess = watch.Lap();
            _queue.Meter.RecordPreparation(cost.Pixels, watch.Total);
            return new PreparedImage(image, framed, sha256, compression, decode, preprocess);
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    private (DecodedImage Image, string Sha256) Decode(ReadOnlySpan<byte> encoded, CallTrace trace)
    {
        using var span = trace.Stage(SpanNames.Decode);
        try
        {
            var sha256 = ContentHash.Sha256(encoded);
            return (_decoder.Decode(encoded), sha256);
        }
        catch (AnalysisException e)
        {
            _metrics.DecodeFailed(e.Reason, ImageFormats.Tag(encoded));
            span?.SetStatus(ActivityStatusCode.Error, e.Reason);
            throw;
        }
    }

    /// <summary>From raw outputs to the answer, on one of the workers.</summary>
    private AnalysisResult Judge(PreparedImage prepared, TileOutputs outputs, AnalysisOptions options, CallTrace trace)
    {
        using var span = trace.Stage(SpanNames.Postprocess);
        var watch = new StageWatch(_time);
        var (image, framed) = (prepared.Image, prepared.Framed);
        var map = Stitch(framed, outputs);
        var logit = PoolTiles(framed.Plan.Tiles.Count, outputs, map);
        var score = _calibrator.Probability(logit);
        var verdict = _calibrator.Verdict(score);
        var kind = _kinds.Classify(score, verdict, map);
        var regions = map is not null && kind.MapMeaningful && verdict != Verdict.NoEvidence
            ? RegionFinder.Find(map, _manifest.Regions ?? new RegionsSpec())
            : [];
        return new AnalysisResult
        {
            Sha256 = prepared.Sha256,
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
            Reliability = _reliability.Find(prepared.Compression, image.Width, image.Height),
            Tiles = framed.Plan.Tiles.Count,
            BatchTiles = outputs.MeanBatchTiles,
            Model = Model,
            Device = _backend.Device,
            Warnings = [.. image.Warnings, .. Warnings(image, framed.Plan)],
            Timings = new StageTimings { Postprocess = watch.Total },
        };
    }

    private double PoolTiles(int tiles, TileOutputs outputs, HeatGrid? map)
    {
        Span<float> logits = tiles <= 256 ? stackalloc float[tiles] : new float[tiles];
        TileLogits.Convert(_manifest.Outputs.Score, outputs.Scores, logits);
        return ImagePooling.Pool(_manifest.Pooling, logits, map);
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
