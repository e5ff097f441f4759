using Detector.Cli.Evaluation.Metrics;
using static Detector.Cli.Evaluation.Reports.Html.HtmlText;
using static System.FormattableString;

namespace Detector.Cli.Evaluation.Reports.Html;

/// <summary>The tables of the page.</summary>
/// <param name="report">The report.</param>
internal sealed class HtmlTables(EvaluationReport report)
{
    /// <summary>All comparisons and all sources of fakes.</summary>
    public string Images() => Table(
        [
            "fakes against all reals", "fakes", "reals", "AUC", "AP", "TPR at 1 % FPR", "TPR at 5 % FPR", "found",
            "or inconclusive", "balanced accuracy", "ECE", "ECE if calibrated", "NLL",
        ],
        report.ImageLevel.Select(set => Row(set.Key, set.Value))
            .Concat(report.FakeSources.Select(one => Row($"{one.Label}/{one.Source}", one.Figures))));

    /// <summary>False alarms per source of reals.</summary>
    public string Reals() => Table(
        ["reals", "pictures", "likely manipulated", "inconclusive or more"],
        report.RealSources.Select(one => (string[])
            [one.Source, $"{one.Images}", Figure(one.LikelyManipulated), Figure(one.Inconclusive)]));

    /// <summary>Maps against masks; empty without any.</summary>
    public string Pixels()
    {
        var rows = new List<string[]>();
        if (report.PixelLevel is { } one)
        {
            rows.Add(["pictures with a mask", $"{one.Pictures}, of whose cells {Number(one.EditedShare)} are edited"]);
            rows.Add(["AUC per picture, mean", Figure(one.MeanAuc)]);
            rows.Add(["AUC of all cells together", Figure(one.PooledAuc)]);
            var cut = Invariant($"{one.Threshold}, {report.Model.OtsuWeight} of it the map's own");
            rows.Add([$"F1 where regions are cut ({cut})", Figure(one.F1)]);
            rows.Add(["intersection over union there", Figure(one.Iou)]);
            rows.Add(["F1 at each picture's best threshold", Figure(one.BestF1)]);
            rows.Add([Invariant($"F1 at the best common threshold, {one.BestCommonThreshold}"), Number(one.BestCommonF1)]);
        }

        if (report.FalseAlarmArea is { } area)
        {
            rows.Add([$"false alarms on {area.Images} reals, mean share of the area", Figure(area.MeanArea)]);
            rows.Add(["share that the worst twentieth of the reals reaches", Number(area.Worst5Area)]);
        }

        return rows.Count == 0 ? "<p>No map, or nothing to compare it with.</p>" : Table(["map", "value"], rows);
    }

    /// <summary>What a classifier finds that sees no pixel, and sharpness.</summary>
    public string Cues()
    {
        var html = Table(
            ["set", "AUC without a pixel", "AUC of the model"],
            report.ZeroPixelNull.Select(one => (string[])[one.Set, Figure(one.Auc), Figure(one.ModelAuc)]));
        return report.Sharpness is not { } sharpness ? html : html + Table(
            ["sharpness", "value"],
            [
                [$"AUC of sharpness alone, {sharpness.Fakes}", Figure(sharpness.Auc)],
                ["rank correlation of score and sharpness on reals", Figure(sharpness.RankCorrelationOnReals)],
            ]);
    }

    /// <summary>The softness grid; empty where nobody asked.</summary>
    public string Grid() => report.Grid is not { } grid ? "" : Table(
        ["real", grid.Fakes, "AUC"], grid.Cells.Select(cell => (string[])[cell.Real, cell.Fake, Figure(cell.Auc)]))
        + Invariant($"<p>down: both sides times {grid.Factor}. Smallest AUC: {grid.SmallestAuc:0.000}.</p>");

    /// <summary>The sweep and its drops; empty where nobody asked.</summary>
    public string Sweep() => report.Sweep.Count == 0 ? "" : Table(
        ["condition", "set", "AUC", "TPR at 5 % FPR", "found", "false alarms", "ECE"],
        report.Sweep.SelectMany(point => point.ImageLevel.Select(set => (string[])
        [
            point.Condition, set.Key, Figure(set.Value.Auc), Figure(set.Value.TprAt5Fpr), Figure(set.Value.Found),
            Figure(set.Value.FalseAlarms), Figure(set.Value.Ece),
        ])))
        + Table(
            ["AUC falls", "from", "to", "by"],
            report.Drops.Select(drop => (string[])[drop.Set, drop.From, drop.To, Figure(drop.Drop)]));

    /// <summary>Reliability by compression and size; empty where nobody asked.</summary>
    public string Reliability() => report.Reliability.Count + report.ReliabilityTooFew.Count == 0 ? "" : Table(
        ["JPEG quality", "longer side", "fakes", "reals", "TPR at 1 % FPR", "found"],
        report.Reliability.Select(one => (string[])
        [
            ReportNames.Quality(one.JpegQuality), ReportNames.Side(one.LongestSide), $"{one.Positives}",
            $"{one.Negatives}", Figure(new Figure(one.TprAt1Fpr, one.Interval95)), Number(one.Found),
        ])
        .Concat(report.ReliabilityTooFew.Select(one => (string[])
        [
            ReportNames.Quality(one.JpegQuality), ReportNames.Side(one.LongestSide), $"{one.Positives}",
            $"{one.Negatives}", "too few", "-",
        ])));

    private static string[] Row(string name, ImageFigures f) =>
    [
        name, $"{f.Positives}", $"{f.Negatives}", Figure(f.Auc), Figure(f.AveragePrecision), Figure(f.TprAt1Fpr),
        Figure(f.TprAt5Fpr), Figure(f.Found), Figure(f.FoundOrInconclusive), Figure(f.BalancedAccuracy), Figure(f.Ece),
        Number(f.EceIfCalibrated), Figure(f.Nll),
    ];
}
