using Detector.ModelPackages;
using Detector.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Detector.Server.Analysis;

/// <summary>Results and failures of the library in the contract's messages.</summary>
internal static class AnalysisMapper
{
    /// <summary>The answer for a picture that was scored.</summary>
    /// <param name="result">What the detector says; its PNGs are not copied.</param>
    /// <param name="clientReference">As in the request.</param>
    /// <param name="wantGrid">Also the map as numbers.</param>
    public static AnalyzeResponse ToResponse(AnalysisResult result, string clientReference, bool wantGrid) => new()
    {
        ClientReference = clientReference,
        Analysis = ToAnalysis(result, wantGrid),
    };

    /// <summary>The answer, in a stream, for a picture that was not scored.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="clientReference">As in the request.</param>
    public static AnalyzeResponse ToResponse(CallFailure failure, string clientReference) => new()
    {
        ClientReference = clientReference,
        Failure = new AnalysisFailure
        {
            Reason = failure.Reason,
            Message = failure.Message,
            Code = (int)failure.Code,
            Field = failure.Field ?? "",
            RetryAfter = failure.RetryAfter is { } after ? Duration.FromTimeSpan(after) : null,
        },
    };

    private static V1.Analysis ToAnalysis(AnalysisResult result, bool wantGrid)
    {
        var analysis = new V1.Analysis
        {
            Sha256 = result.Sha256,
            Width = result.Width,
            Height = result.Height,
            Format = result.Format,
            Score = result.Score,
            Verdict = ToVerdict(result.Verdict),
            Kind = ToKind(result.Kind.Kind),
            Kinds = new KindProbabilities
            {
                None = result.Kind.None,
                FullyGenerated = result.Kind.FullyGenerated,
                LocallyEdited = result.Kind.LocallyEdited,
            },
            MapMeaningful = result.Kind.MapMeaningful,
            Model = ModelMapper.ToModel(result.Model),
            Device = result.Device,
            Timings = ToTimings(result.Timings),
            Tiles = result.Tiles,
            BatchTiles = result.BatchTiles,
            Reliability = ReliabilityMapper.ToReliability(result.Reliability),
            Grid = wantGrid && result.Map is { } map ? ToGrid(map) : null,
        };
        AddRegions(analysis, result);
        analysis.Warnings.AddRange(result.Warnings);

        // Wrapped, not copied: nobody else holds the arrays.
        analysis.MapPng = Wrap(result.MapPng);
        analysis.OverlayPng = Wrap(result.OverlayPng);
        return analysis;
    }

    private static void AddRegions(V1.Analysis analysis, AnalysisResult result)
    {
        foreach (var region in result.Regions)
        {
            analysis.Regions.Add(new Region
            {
                X = region.X,
                Y = region.Y,
                Width = region.Width,
                Height = region.Height,
                Score = region.Score,
                Area = region.Area,
            });
        }
    }

    private static ByteString Wrap(byte[]? bytes) =>
        bytes is null ? ByteString.Empty : UnsafeByteOperations.UnsafeWrap(bytes);

    private static Grid ToGrid(Heatmaps.HeatGrid map)
    {
        var grid = new Grid
        {
            Columns = map.Columns,
            Rows = map.Rows,
            CellWidth = map.CellWidth,
            CellHeight = map.CellHeight,
            CoveredShare = map.CoveredShare,
        };
        grid.Values.AddRange(map.Values);
        return grid;
    }

    private static Timings ToTimings(StageTimings timings) => new()
    {
        Decode = timings.Decode.TotalMilliseconds,
        Preprocess = timings.Preprocess.TotalMilliseconds,
        Queue = timings.Queue.TotalMilliseconds,
        Inference = timings.Inference.TotalMilliseconds,
        Postprocess = timings.Postprocess.TotalMilliseconds,
        Total = timings.Total.TotalMilliseconds,
    };

    private static Verdict ToVerdict(Calibration.Verdict verdict) => verdict switch
    {
        Calibration.Verdict.NoEvidence => Verdict.NoEvidence,
        Calibration.Verdict.Inconclusive => Verdict.Inconclusive,
        Calibration.Verdict.LikelyManipulated => Verdict.LikelyManipulated,
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "A verdict that the contract does not know."),
    };

    private static Kind ToKind(ManipulationKind kind) => kind switch
    {
        ManipulationKind.None => Kind.None,
        ManipulationKind.FullyGenerated => Kind.FullyGenerated,
        ManipulationKind.LocallyEdited => Kind.LocallyEdited,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A kind that the contract does not know."),
    };
}
