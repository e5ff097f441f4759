using Detector.Cli.Evaluation.Scoring;

namespace Detector.Cli.Evaluation.Reports;

/// <summary>All that was measured, as the JSON has it. Names and meanings stay; what is added raises no
/// version.</summary>
internal sealed record EvaluationReport
{
    /// <summary>Version of this form.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Which model.</summary>
    public required ReportModel Model { get; init; }

    /// <summary>How it was measured.</summary>
    public required ReportOptions Options { get; init; }

    /// <summary>On what.</summary>
    public required ReportCounts Counts { get; init; }

    /// <summary>Against all reals: generated, edited, all_fakes; those that there are.</summary>
    public required IReadOnlyDictionary<string, ImageFigures> ImageLevel { get; init; }

    /// <summary>Per source of fakes.</summary>
    public required IReadOnlyList<FakeSource> FakeSources { get; init; }

    /// <summary>Per source of reals.</summary>
    public required IReadOnlyList<RealSource> RealSources { get; init; }

    /// <summary>Sets with an AUC under 0.5, anywhere in this report; empty is good.</summary>
    public required IReadOnlyList<BelowChance> BelowChance { get; init; }

    /// <summary>Maps against masks; null without a map or without masks.</summary>
    public PixelFigures? PixelLevel { get; init; }

    /// <summary>Maps of reals; null for a model without a map.</summary>
    public FalseAlarmArea? FalseAlarmArea { get; init; }

    /// <summary>What size, format, metadata and file size alone tell; comparisons with fewer than five of a class are
    /// missing.</summary>
    public required IReadOnlyList<NullFigures> ZeroPixelNull { get; init; }

    /// <summary>What sharpness alone tells.</summary>
    public SharpnessFigures? Sharpness { get; init; }

    /// <summary>The softness grid; null where nobody asked.</summary>
    public SoftnessGrid? Grid { get; init; }

    /// <summary>All pictures under further conditions, main first; empty where nobody asked.</summary>
    public required IReadOnlyList<SweepPoint> Sweep { get; init; }

    /// <summary>How far the AUC falls under conditions of the sweep.</summary>
    public required IReadOnlyList<AucDrop> Drops { get; init; }

    /// <summary>How much is found by compression and size; empty where nobody asked.</summary>
    public required IReadOnlyList<ReliabilityBucket> Reliability { get; init; }

    /// <summary>Buckets with too few pictures to say anything.</summary>
    public required IReadOnlyList<ThinBucket> ReliabilityTooFew { get; init; }

    /// <summary>Every scored picture.</summary>
    public required IReadOnlyList<ReportPicture> Pictures { get; init; }

    /// <summary>What is not in the figures.</summary>
    public required IReadOnlyList<LeftOut> LeftOut { get; init; }
}

/// <summary>Which model, and its thresholds.</summary>
/// <param name="Name">Name in the manifest.</param>
/// <param name="Version">Version in the manifest.</param>
/// <param name="Sha256">Of the ONNX file.</param>
/// <param name="Inconclusive">Threshold.</param>
/// <param name="LikelyManipulated">Threshold.</param>
/// <param name="MapThreshold">Threshold of a map's cell; null without a map.</param>
/// <param name="OtsuWeight">How far it moves towards each map's own; null without a map.</param>
internal sealed record ReportModel(
    string Name, string Version, string Sha256, double Inconclusive, double LikelyManipulated, double? MapThreshold,
    double? OtsuWeight);

/// <summary>How it was measured.</summary>
/// <param name="Data">Names of the CSV files and folders.</param>
/// <param name="Split">Which rows; null for all.</param>
/// <param name="Normalize">What every picture went through.</param>
/// <param name="Seed">Of all random numbers.</param>
/// <param name="Rounds">Of the bootstrap.</param>
/// <param name="Versions">All chains that were scored.</param>
internal sealed record ReportOptions(
    IReadOnlyList<string> Data, string? Split, string Normalize, int Seed, int Rounds, IReadOnlyList<string> Versions);

/// <summary>On what.</summary>
/// <param name="Real">Scored reals.</param>
/// <param name="Generated">Scored generated pictures.</param>
/// <param name="Edited">Scored edited pictures.</param>
/// <param name="WithMask">Those of them whose map was compared with a mask.</param>
/// <param name="NotScored">Pictures that could not be scored; they are in left_out.</param>
internal sealed record ReportCounts(int Real, int Generated, int Edited, int WithMask, int NotScored);

/// <summary>One scored picture, in the version that all figures outside of the sweep are measured on.</summary>
/// <param name="Path">As the CSV or the folder names it.</param>
/// <param name="Label">real, generated or edited.</param>
/// <param name="Source">Its source.</param>
/// <param name="Score">Calibrated probability, 0 to 1.</param>
/// <param name="Logit">Before calibration.</param>
/// <param name="MapArea">Share of the map over its threshold; null without a map.</param>
/// <param name="CellAuc">AUC of the cells; null without map or mask.</param>
/// <param name="CellF1">F1 of the cells at the manifest's threshold; null without map or mask.</param>
internal sealed record ReportPicture(
    string Path, string Label, string Source, double Score, double Logit, double? MapArea, double? CellAuc, double? CellF1);
