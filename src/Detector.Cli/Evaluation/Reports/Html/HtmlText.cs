using System.Text;
using Detector.Cli.Evaluation.Metrics;
using Detector.Cli.Output;
using static System.FormattableString;

namespace Detector.Cli.Evaluation.Reports.Html;

/// <summary>Words and tables of the page.</summary>
internal static class HtmlText
{
    /// <summary>A text that may hold anything, for element content and for attributes in double quotes.</summary>
    /// <param name="text">The text.</param>
    public static string Escape(string text) => TableWriter.Printable(text)
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);

    /// <summary>A figure with its interval.</summary>
    /// <param name="figure">The figure; null gives a dash.</param>
    public static string Figure(Figure? figure) => TerminalReport.Text(figure);

    /// <summary>A number with three digits.</summary>
    /// <param name="value">The number; null gives a dash.</param>
    public static string Number(double? value) => value is { } number ? Invariant($"{number:0.000}") : "-";

    /// <summary>A table.</summary>
    /// <param name="columns">Names of its columns.</param>
    /// <param name="rows">As many texts each; escaped here.</param>
    public static string Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        var html = new StringBuilder("<div class=\"wide\"><table><thead><tr>");
        foreach (var column in columns)
        {
            html.Append(Invariant($"<th scope=\"col\">{Escape(column)}</th>"));
        }

        html.Append("</tr></thead><tbody>");
        foreach (var row in rows)
        {
            html.Append("<tr>").AppendJoin("", row.Select(cell => $"<td>{Escape(cell)}</td>")).Append("</tr>\n");
        }

        return html.Append("</tbody></table></div>\n").ToString();
    }
}
