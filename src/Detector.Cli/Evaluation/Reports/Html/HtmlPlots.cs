using System.Globalization;
using System.Text;
using Detector.Cli.Evaluation.Metrics;
using static System.FormattableString;

namespace Detector.Cli.Evaluation.Reports.Html;

/// <summary>The plots of the page, drawn from the report.</summary>
/// <param name="report">The report.</param>
internal sealed class HtmlPlots(EvaluationReport report)
{
    private const int HistogramBins = 20;
    private const int MostHistograms = 24;

    private static readonly (double Low, double High) Unit = (0, 1);
    private static readonly double[] UnitTicks = [0, 0.25, 0.5, 0.75, 1];
    private static readonly (string Set, string Style)[] Sets = [("generated", "c0"), ("edited", "c1")];

    /// <summary>ROC curves of generated and of edited pictures against all reals.</summary>
    public string Roc()
    {
        var plot = new SvgPlot("ROC", "false positive rate", Unit, UnitTicks, Unit).Line([(0, 0), (1, 1)], "faint");
        foreach (var (set, style) in Sets)
        {
            var pictures = report.Pictures.Where(picture => picture.Label is var label && (label == set || label == "real"));
            if (report.ImageLevel.TryGetValue(set, out var figures))
            {
                plot.Line(Ranked(pictures).Roc(), style)
                    .Legend(Invariant($"{set} {figures.Auc.Value:0.000}"), style);
            }
        }

        return plot.ToString();
    }

    /// <summary>Share of fakes by score, at even odds of real and fake.</summary>
    public string Calibration()
    {
        var plot = new SvgPlot("Share of fakes by score (even odds)", "score", Unit, UnitTicks, Unit)
            .Line([(0, 0), (1, 1)], "faint");
        var (fakes, reals) = (report.Pictures.Count(IsFake), report.Pictures.Count(picture => !IsFake(picture)));
        foreach (var bin in report.Pictures.GroupBy(picture => RankedSet.Bin(picture.Score)).OrderBy(bin => bin.Key))
        {
            var weights = bin.Select(picture => 1.0 / (IsFake(picture) ? fakes : reals)).ToList();
            var mean = bin.Zip(weights, (picture, weight) => picture.Score * weight).Sum() / weights.Sum();
            plot.Dot(mean, bin.Where(IsFake).Count() / (double)fakes / weights.Sum(), "c0");
        }

        return plot.ToString();
    }

    /// <summary>A histogram of the scores per source, reals first.</summary>
    public string Histograms()
    {
        var html = new StringBuilder();
        var sources = report.Pictures.GroupBy(picture => (picture.Label, picture.Source))
            .OrderBy(source => source.Key.Label == "real" ? 0 : 1).ThenBy(source => source.Key).ToList();
        foreach (var source in sources.Take(MostHistograms))
        {
            var counts = new double[HistogramBins];
            foreach (var picture in source)
            {
                counts[Math.Min((int)(picture.Score * HistogramBins), HistogramBins - 1)] += 1.0 / source.Count();
            }

            var (label, name) = source.Key;
            var plot = new SvgPlot(
                $"{label}/{name}, {source.Count()}", "score", Unit, UnitTicks, (0, Math.Max(0.25, counts.Max())));
            for (var i = 0; i < HistogramBins; i++)
            {
                plot.Bar((double)i / HistogramBins, (i + 1.0) / HistogramBins, counts[i], Style(label));
            }

            html.Append(plot.Mark(report.Model.Inconclusive).Mark(report.Model.LikelyManipulated));
        }

        var more = sources.Count - MostHistograms;
        return html.Append(more > 0 ? $"<p>{more} further sources are left out.</p>" : "").ToString();
    }

    /// <summary>AUC under the sweep; empty where there is none.</summary>
    public string Robustness() => report.Sweep.Count == 0 ? "" : Curve("jpeg", "JPEG quality", (45, 100), [50, 65, 75, 85, 95])
        + Curve("webp", "WebP quality", (65, 95), [70, 90])
        + Curve("resize", "factor of both sides", (0.4, 1.6), [0.5, 0.75, 1, 1.25, 1.5]);

    private static bool IsFake(ReportPicture picture) => picture.Label != "real";

    private static string Style(string label) =>
        Sets.Where(set => set.Set == label).Select(set => set.Style).FirstOrDefault("c2");

    private RankedSet Ranked(IEnumerable<ReportPicture> pictures) => new(
        pictures.Index().Select(one => new Observation(one.Item.Logit, one.Item.Score, IsFake(one.Item), one.Index)),
        new Thresholds(report.Model.Inconclusive, report.Model.LikelyManipulated));

    private string Curve(string step, string xLabel, (double Low, double High) x, double[] ticks)
    {
        var plot = new SvgPlot($"AUC by {xLabel}", xLabel, x, ticks, (0.2, 1)).Line([(x.Low, 0.5), (x.High, 0.5)], "faint");
        foreach (var (set, style) in Sets)
        {
            var points = report.Sweep
                .Select(point => (X: Position(point.Condition, step), Figures: point.ImageLevel.GetValueOrDefault(set)))
                .Where(point => point.X is not null && point.Figures is not null)
                .Select(point => (X: point.X!.Value, point.Figures!.Auc)).OrderBy(point => point.X).ToList();
            if (points.Count > 0)
            {
                plot.Line(points.Select(point => (point.X, point.Auc.Value)), style).Legend(set, style);
                points.ForEach(point => plot.Dot(point.X, point.Auc.Value, style, point.Auc.Interval95));
            }
        }

        return plot.ToString();
    }

    /// <summary>Where a condition stands on an axis; the pictures as they are count as resized by 1.</summary>
    private static double? Position(string condition, string step) => condition.Split(':') is [var name, var value]
        ? name == step ? double.Parse(value, CultureInfo.InvariantCulture) : null
        : step == "resize" ? 1 : null;
}
