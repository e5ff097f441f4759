using Detector.Calibration;
using Detector.Evidence;
using Detector.Heatmaps;
using Detector.ModelPackages;

namespace Detector.Tests.Cli;

/// <summary>Results as the library could give them.</summary>
internal static class Results
{
    public static AnalysisResult Edited() => new()
    {
        Sha256 = new string('a', 64),
        Width = 640,
        Height = 480,
        Format = "jpeg",
        Logit = 1.5,
        Score = 0.8175,
        Verdict = Verdict.LikelyManipulated,
        Kind = new KindResult(ManipulationKind.LocallyEdited, 0.1, 0.7, 0.2, MapMeaningful: true),
        Map = new HeatGrid(2, 1, 320, 480, 640, 480, [0.1f, 0.9f]),
        Regions = [new Region(320, 0, 320, 480, 0.9, 0.5)],
        MapPng = [1, 2, 3],
        OverlayPng = [4, 5],
        Reliability = new Reliability(
            CompressionKind.Jpeg, 88, 640, new ReliabilitySpec([85, 100], [512, null], 0.31, [0.18, 0.45], 120, 400), null),
        Tiles = 6,
        BatchTiles = 1,
        Model = new ModelIdentity("trace", "1.2.3", new string('b', 64)),
        Device = "cpu",
        Timings = new StageTimings(
            TimeSpan.FromMilliseconds(1.5), TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(3),
            TimeSpan.FromMilliseconds(4.0625), TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(15.5625)),
        Warnings = ["Only the first frame was read."],
    };

    public static AnalysisResult Clean() => Edited() with
    {
        Score = 0.02,
        Verdict = Verdict.NoEvidence,
        Kind = new KindResult(ManipulationKind.None, 0.01, 0.01, 0.98, MapMeaningful: true),
        Regions = [],
        Reliability = new Reliability(CompressionKind.Lossless, null, 640, null, NotMeasuredReason.OutsideBuckets),
        Warnings = [],
    };

    public static AnalysisResult WithoutMap() => Clean() with { Map = null, MapPng = null, OverlayPng = null };
}
