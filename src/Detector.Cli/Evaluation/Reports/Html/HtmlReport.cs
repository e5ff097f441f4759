using System.Text;
using Detector.Cli.Evaluation.Scoring;
using static Detector.Cli.Evaluation.Reports.Html.HtmlText;

namespace Detector.Cli.Evaluation.Reports.Html;

/// <summary>
/// The report as one page: no script, no other host, light and dark; also well-formed XML. Without maps it holds no
/// picture.
/// </summary>
internal static class HtmlReport
{
    private const string Style =
        """
        :root { color-scheme: light dark; --back: #fff; --text: #1b1b1b; --quiet: #5c5c5c; --rule: #d9d9d9;
          --c0: #0062a3; --c1: #b04a00; --c2: #00735c; }
        @media (prefers-color-scheme: dark) { :root { --back: #16181b; --text: #ececec; --quiet: #a9a9a9; --rule: #3a3d42;
          --c0: #6bb7f0; --c1: #f2a25c; --c2: #52c7a8; } }
        body { background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto;
          max-width: 76rem; padding: 0 1rem; }
        h1, h2, h3 { line-height: 1.2; } h2 { border-top: 1px solid var(--rule); margin-top: 2rem; padding-top: 1rem; }
        .wide { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin: .7rem 0; }
        th, td { border-bottom: 1px solid var(--rule); padding: .2rem .7rem .2rem 0; text-align: left; vertical-align: top; }
        th { color: var(--quiet); font-weight: 600; } .bad { border-left: 4px solid var(--c1); padding-left: .7rem; }
        .plots, .maps { display: flex; flex-wrap: wrap; gap: 1rem; } svg { height: auto; max-width: 100%; width: 22rem; }
        text { fill: var(--text); font: 11px system-ui, sans-serif; } .title { font-weight: 600; } .tick { fill: var(--quiet); }
        .middle { text-anchor: middle; } .end { text-anchor: end; } .grid { stroke: var(--rule); stroke-width: .7; }
        .line { fill: none; stroke-width: 1.8; } .faint { stroke: var(--quiet); stroke-dasharray: 4 3; stroke-width: 1; }
        .c0 { fill: var(--c0); stroke: var(--c0); } .c1 { fill: var(--c1); stroke: var(--c1); }
        .c2 { fill: var(--c2); stroke: var(--c2); } .line.c0, .line.c1, .line.c2 { fill: none; }
        figure { margin: 0; width: 10rem; } img { image-rendering: pixelated; width: 100%; } figcaption { font-size: 12px;
          overflow-wrap: anywhere; }
        """;

    /// <summary>Writes the page.</summary>
    /// <param name="report">The report.</param>
    /// <param name="maps">Maps by the name of the picture, for thumbnails; empty for a page without pictures.</param>
    public static string Write(EvaluationReport report, IReadOnlyDictionary<string, MapThumbnail> maps)
    {
        var (plots, tables) = (new HtmlPlots(report), new HtmlTables(report));
        var title = Escape($"{report.Model.Name} {report.Model.Version}, measured");
        var html = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>")
            .Append("<meta http-equiv=\"Content-Security-Policy\" ")
            .Append("content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\"/>")
            .Append($"<title>{title}</title><style>\n{Style}\n</style></head><body>\n<h1>{title}</h1>\n").Append(Head(report));
        Section(html, "Real or fake", $"<div class=\"plots\">{plots.Roc()}{plots.Calibration()}</div>\n{tables.Images()}");
        Section(html, "False alarms", tables.Reals());
        Section(html, "Where: the map", tables.Pixels());
        Section(html, "Could it be something else than traces?", tables.Cues() + tables.Grid());
        Section(html, "Robustness", tables.Sweep() is { Length: > 0 } sweep
            ? $"<div class=\"plots\">{plots.Robustness()}</div>\n{sweep}"
            : "");
        Section(html, "By compression and size", tables.Reliability());
        Section(html, "Scores per source", $"<div class=\"plots\">{plots.Histograms()}</div>\n");
        Section(html, "Worst misses", new HtmlMisses(report, maps).Lists());
        Section(html, "Left out", report.LeftOut.Count == 0 ? "" : Table(
            ["picture", "version", "reason", "message"],
            report.LeftOut.Select(one => (string[])[one.Path, one.Version ?? "", one.Reason, one.Message])));
        return html.Append("</body></html>\n").ToString();
    }

    private static string Head(EvaluationReport report)
    {
        var (counts, options) = (report.Counts, report.Options);
        var below = report.BelowChance.Count == 0 ? "<p>No set scores below chance.</p>\n"
            : "<p class=\"bad\">Below chance: " + Escape(string.Join("; ", report.BelowChance.Select(
                set => $"{set.Subset}, AUC {Figure(set.Auc)}, {set.Positives} pictures"))) + "</p>\n";
        return $"<p>{Escape($"{counts.Real} real, {counts.Generated} generated and {counts.Edited} edited pictures of "
            + $"{string.Join(", ", options.Data)}{(options.Split is null ? "" : $", split {options.Split}")}; "
            + $"{counts.NotScored} could not be scored. Every picture was first made {options.Normalize}.")}</p>\n"
            + $"<p>{Escape($"Intervals are 95 %, by {options.Rounds} bootstrap draws, seed {options.Seed}. "
            + $"Model SHA-256 {report.Model.Sha256}.")}</p>\n" + below
            + "<p>A score is a signal for a person, never proof.</p>\n";
    }

    private static void Section(StringBuilder html, string title, string content)
    {
        if (content.Length > 0)
        {
            html.Append($"<h2>{Escape(title)}</h2>\n{content}");
        }
    }
}
