using System.Text;
using Detector.Cli.Evaluation.Scoring;
using Detector.Heatmaps;
using static Detector.Cli.Evaluation.Reports.Html.HtmlText;
using static System.FormattableString;

namespace Detector.Cli.Evaluation.Reports.Html;

/// <summary>The fakes that scored lowest and the reals that scored highest, by name; with their maps only where asked
/// for.</summary>
/// <param name="report">The report.</param>
/// <param name="maps">Maps by the name of the picture; empty where nobody asked. Never a picture.</param>
internal sealed class HtmlMisses(EvaluationReport report, IReadOnlyDictionary<string, MapThumbnail> maps)
{
    private const int Most = 20;

    /// <summary>Both lists.</summary>
    public string Lists()
    {
        var missed = report.Pictures.Where(one => one.Label != "real" && one.Score < report.Model.LikelyManipulated)
            .OrderBy(one => one.Logit).ThenBy(one => one.Path, StringComparer.Ordinal);
        var alarms = report.Pictures.Where(one => one.Label == "real" && one.Score >= report.Model.Inconclusive)
            .OrderByDescending(one => one.Logit).ThenBy(one => one.Path, StringComparer.Ordinal);
        return $"<h3>Fakes under likely_manipulated, lowest first</h3>\n{List(missed)}"
            + $"<h3>Reals from inconclusive on, highest first</h3>\n{List(alarms)}";
    }

    private string List(IEnumerable<ReportPicture> pictures)
    {
        var worst = pictures.Take(Most).ToList();
        if (worst.Count == 0)
        {
            return "<p>None.</p>\n";
        }

        var html = new StringBuilder(Table(
            ["score", "source", "picture", "map over its threshold", "AUC of its cells"],
            worst.Select(one => (string[])
                [Number(one.Score), $"{one.Label}/{one.Source}", one.Path, Number(one.MapArea), Number(one.CellAuc)])));
        html.Append("<div class=\"maps\">");
        foreach (var one in worst)
        {
            if (maps.TryGetValue(one.Path, out var map))
            {
                var png = Convert.ToBase64String(PngEncoder.Encode(map.Levels, map.Columns, map.Rows, 1));
                var name = Escape(one.Path);
                html.Append(Invariant($"<figure><img alt=\"map of {name}\" src=\"data:image/png;base64,{png}\"/>"));
                html.Append(Invariant($"<figcaption>{name}</figcaption></figure>\n"));
            }
        }

        return html.Append("</div>\n").ToString();
    }
}
