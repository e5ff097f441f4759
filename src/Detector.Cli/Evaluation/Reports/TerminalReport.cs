using Detector.Cli.Evaluation.Metrics;
using Detector.Cli.Output;
using Spectre.Console;
using static System.FormattableString;

namespace Detector.Cli.Evaluation.Reports;

/// <summary>The report for people at a terminal: what decides, in a screen.</summary>
internal static class TerminalReport
{
    /// <summary>Writes it.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="report">The report.</param>
    public static void Write(IAnsiConsole console, EvaluationReport report)
    {
        var counts = report.Counts;
        Line(console, $"{report.Model.Name} {report.Model.Version}, every picture as {report.Options.Normalize}: "
            + $"{counts.Real} real, {counts.Generated} generated, {counts.Edited} edited; {counts.NotScored} not scored");
        console.Write(Images(report));
        console.Write(Reals(report));
        if (report.PixelLevel is { } pixels)
        {
            Line(console, Invariant($"Maps against {pixels.Pictures} masks: AUC per picture {Text(pixels.MeanAuc)}, ")
                + Invariant($"pooled {Text(pixels.PooledAuc)}, F1 where regions are cut {Text(pixels.F1)}, ")
                + Invariant($"best F1 {Text(pixels.BestF1)}, IoU {Text(pixels.Iou)}"));
        }

        if (report.FalseAlarmArea is { } area)
        {
            Line(console, $"False alarms on the maps of {area.Images} reals: {Text(area.MeanArea)} of their area");
        }

        Cues(console, report);
        Robustness(console, report);
        Line(console, report.BelowChance.Count == 0 ? "No set below chance." : "BELOW CHANCE: " + string.Join(
            "; ", report.BelowChance.Select(set => $"{set.Subset} {Text(set.Auc)} of {set.Positives}")));
    }

    /// <summary>A figure with its interval, three digits.</summary>
    /// <param name="figure">The figure; null gives a dash.</param>
    public static string Text(Figure? figure) => figure is null
        ? "-"
        : Invariant($"{figure.Value:0.000} ({figure.Interval95[0]:0.000}-{figure.Interval95[1]:0.000})");

    /// <summary>Whether something else than traces could be behind the figures.</summary>
    private static void Cues(IAnsiConsole console, EvaluationReport report)
    {
        foreach (var one in report.ZeroPixelNull)
        {
            Line(console, $"Without a pixel, {one.Set}: AUC {Text(one.Auc)}; the model: {Text(one.ModelAuc)}");
        }

        if (report.Sharpness is { } sharpness)
        {
            Line(console, $"Sharpness alone, {sharpness.Fakes}: AUC {Text(sharpness.Auc)}; its rank correlation with the "
                + $"score on reals: {Text(sharpness.RankCorrelationOnReals)}");
        }

        foreach (var cell in report.Grid?.Cells ?? [])
        {
            Line(console, $"Grid, real {cell.Real}, {report.Grid!.Fakes} {cell.Fake}: AUC {Text(cell.Auc)}");
        }
    }

    /// <summary>The sweep and the buckets, where they were asked for.</summary>
    private static void Robustness(IAnsiConsole console, EvaluationReport report)
    {
        if (report.Sweep.Count > 0)
        {
            var table = NewTable("condition", "set", "AUC", "TPR at 5 %", "found", "false alarms", "AUC per mask");
            foreach (var point in report.Sweep)
            {
                foreach (var (name, figures) in point.ImageLevel)
                {
                    table.AddRow(
                        Cell(point.Condition), Cell(name), Cell(Text(figures.Auc)), Cell(Text(figures.TprAt5Fpr)),
                        Cell(Text(figures.Found)), Cell(Text(figures.FalseAlarms)), Cell(Text(point.PixelLevel?.MeanAuc)));
                }
            }

            console.Write(table);
        }

        foreach (var drop in report.Drops)
        {
            Line(console, $"AUC of {drop.Set} falls from {drop.From} to {drop.To} by {Text(drop.Drop)}");
        }

        foreach (var one in report.Reliability)
        {
            var share = Text(new Figure(one.TprAt1Fpr, one.Interval95));
            Line(console, $"JPEG quality {ReportNames.Quality(one.JpegQuality)}, longer side "
                + $"{ReportNames.Side(one.LongestSide)}: TPR at 1 % {share}, {one.Positives} fakes, {one.Negatives} reals");
        }
    }

    private static Table Images(EvaluationReport report)
    {
        var table = NewTable(
            "fakes against all reals", "n", "AUC", "AP", "TPR at 1 %", "TPR at 5 %", "found", "bal. acc.", "ECE");
        foreach (var (name, figures) in report.ImageLevel)
        {
            Row(name, figures);
        }

        foreach (var source in report.FakeSources)
        {
            Row($"{source.Label}/{source.Source}", source.Figures);
        }

        return table;

        void Row(string name, ImageFigures f) => table.AddRow(
            Cell(name), Cell($"{f.Positives}"), Cell(Text(f.Auc)), Cell(Invariant($"{f.AveragePrecision.Value:0.000}")),
            Cell(Text(f.TprAt1Fpr)), Cell(Text(f.TprAt5Fpr)), Cell(Text(f.Found)),
            Cell(Invariant($"{f.BalancedAccuracy.Value:0.000}")), Cell(Text(f.Ece)));
    }

    private static Table Reals(EvaluationReport report)
    {
        var table = NewTable("reals", "n", "likely manipulated", "inconclusive or more");
        foreach (var source in report.RealSources)
        {
            table.AddRow(
                Cell(source.Source), Cell($"{source.Images}"), Cell(Text(source.LikelyManipulated)),
                Cell(Text(source.Inconclusive)));
        }

        return table;
    }

    private static Table NewTable(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(Cell(column)));
        }

        return table;
    }

    private static Markup Cell(string text) => new(Markup.Escape(TableWriter.Printable(text)));

    private static void Line(IAnsiConsole console, string text) => console.Write(new Markup(Markup.Escape(text) + "\n"));
}
