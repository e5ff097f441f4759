using Detector.Calibration;
using Detector.Client;
using Detector.Evidence;
using Detector.Heatmaps;
using Detector.ModelPackages;

namespace Detector.Cli.Hosting;

/// <summary>Scores on servers, over streams: flow control keeps a scan from overrunning them.</summary>
internal sealed class ServerAnalyzer : IAsyncDisposable
{
    private readonly DetectorClient _client;
    private readonly BulkAnalyzer _bulk;

    private ServerAnalyzer(DetectorClient client, int parallel)
    {
        _client = client;
        _bulk = client.OpenBulk(new BulkSettings { Window = parallel });
    }

    /// <summary>Connects, and asks what the model takes in.</summary>
    /// <param name="choice">Which servers.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">An address, the key or the roots are wrong, or no server answers.</exception>
    public static async Task<OpenAnalyzer> OpenAsync(ServerChoice choice, CancellationToken cancellationToken)
    {
        DetectorClient? client = null;
        try
        {
            client = new DetectorClient(
                new DetectorClientOptions { Servers = choice.Urls, ApiKey = choice.ReadKey(), CaFile = choice.CaFile });
            var model = await client.GetModelAsync(cancellationToken: cancellationToken);
            var maxBytes = model.Limits?.MaxBytes is { } bytes and > 0 ? (int)Math.Min(bytes, Array.MaxLength) : Array.MaxLength;
            var analyzer = new ServerAnalyzer(client, choice.Parallel);
            return new OpenAnalyzer(analyzer.AnalyzeAsync, maxBytes, model.HasMap, analyzer);
        }
        catch (Exception e)
        {
            client?.Dispose();
            throw e switch
            {
                DetectorException failure => new InvalidOperationException(
                    $"--server {string.Join(", ", choice.Urls)}: {failure.Reason}: {failure.Message}", e),
                ArgumentException => new InvalidOperationException($"--server: {e.Message}", e),
                _ => e,
            };
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _bulk.DisposeAsync();
        _client.Dispose();
    }

    private async Task<AnalysisResult> AnalyzeAsync(
        ReadOnlyMemory<byte> encoded, AnalysisOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var settings = new AnalyzeSettings { MapPng = options.MapPng, OverlayPng = options.OverlayPng };
            return ToResult(await _bulk.AnalyzeAsync(encoded, settings, cancellationToken));
        }
        catch (DetectorException e)
        {
            throw new AnalysisException(e.Reason, e.Message, e);
        }
    }

    /// <summary>As the library would say it; but servers tell neither the logit nor, unasked, the map's numbers.</summary>
    private static AnalysisResult ToResult(V1.Analysis analysis) => new()
    {
        Sha256 = analysis.Sha256,
        Width = analysis.Width,
        Height = analysis.Height,
        Format = analysis.Format,
        Logit = double.NaN,
        Score = analysis.Score,
        Verdict = analysis.Verdict switch
        {
            V1.Verdict.NoEvidence => Verdict.NoEvidence,
            V1.Verdict.LikelyManipulated => Verdict.LikelyManipulated,
            _ => Verdict.Inconclusive,
        },
        Kind = ToKind(analysis),
        Regions = [.. analysis.Regions.Select(region => new Region(
            region.X, region.Y, region.Width, region.Height, region.Score, region.Area))],
        MapPng = ToPng(analysis.MapPng),
        OverlayPng = ToPng(analysis.OverlayPng),
        Reliability = ToReliability(analysis.Reliability, Math.Max(analysis.Width, analysis.Height)),
        Tiles = analysis.Tiles,
        BatchTiles = analysis.BatchTiles,
        Model = new ModelIdentity(
            analysis.Model?.Name ?? "", analysis.Model?.Version ?? "", analysis.Model?.Sha256 ?? ""),
        Device = analysis.Device,
        Timings = ToTimings(analysis.Timings ?? new V1.Timings()),
        Warnings = [.. analysis.Warnings],
    };

    private static KindResult ToKind(V1.Analysis analysis)
    {
        var kinds = analysis.Kinds ?? new V1.KindProbabilities();
        var kind = analysis.Kind switch
        {
            V1.Kind.FullyGenerated => ManipulationKind.FullyGenerated,
            V1.Kind.LocallyEdited => ManipulationKind.LocallyEdited,
            _ => ManipulationKind.None,
        };
        return new KindResult(kind, kinds.FullyGenerated, kinds.LocallyEdited, kinds.None, analysis.MapMeaningful);
    }

    /// <summary>Servers before this field say nothing: as if their model stated no bucket.</summary>
    private static Reliability ToReliability(V1.Reliability? said, int longestSide) => said is null
        ? new Reliability(CompressionKind.Unknown, null, longestSide, null, NotMeasuredReason.NoBuckets)
        : new Reliability(
            said.Compression switch
            {
                V1.Compression.Lossless => CompressionKind.Lossless,
                V1.Compression.Jpeg => CompressionKind.Jpeg,
                _ => CompressionKind.Unknown,
            },
            said.JpegQuality == 0 ? null : said.JpegQuality, said.LongestSide,
            said.Bucket is { } bucket ? ToBucket(bucket) : null,
            said.NotMeasured.Length == 0 ? null : said.NotMeasured);

    private static ReliabilitySpec ToBucket(V1.ReliabilityBucket bucket) => new(
        bucket.JpegQualityHigh == 0 ? null : [bucket.JpegQualityLow, bucket.JpegQualityHigh],
        [bucket.LongestSideLow, bucket.LongestSideHigh == 0 ? null : bucket.LongestSideHigh],
        bucket.TprAt1Fpr, [bucket.TprLow, bucket.TprHigh], bucket.Positives, bucket.Negatives);

    private static StageTimings ToTimings(V1.Timings timings) => new(
        TimeSpan.FromMilliseconds(timings.Decode), TimeSpan.FromMilliseconds(timings.Preprocess),
        TimeSpan.FromMilliseconds(timings.Queue), TimeSpan.FromMilliseconds(timings.Inference),
        TimeSpan.FromMilliseconds(timings.Postprocess), TimeSpan.FromMilliseconds(timings.Total));

    private static byte[]? ToPng(Google.Protobuf.ByteString bytes) => bytes.IsEmpty ? null : bytes.ToByteArray();
}
