using System.Globalization;
using Detector.Ops.Tests.Support;
using Detector.Telemetry;

namespace Detector.Ops.Tests.Docs;

/// <summary>docs/operating.md says what the code does.</summary>
public sealed class OperatingDocTests
{
    private const string Update = "DETECTOR_UPDATE_DOCS";
    private const string Begin = "<!-- metrics -->\n";
    private const string End = "<!-- /metrics -->\n";

    [Fact]
    public void MetricsTable_IsThatOfTheCode()
    {
        var (before, rest) = Cut(OperatingDoc.Text, Begin);
        var (table, after) = Cut(rest, End);
        var expected = Table();

        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            File.WriteAllText(OperatingDoc.Path, $"{before}{Begin}{expected}{End}{after}");
        }
        else
        {
            Assert.True(table == expected, $"docs/operating.md is not in step; set {Update}=1 or paste:\n{expected}");
        }
    }

    [Fact]
    public void Links_WithinTheDocument_LeadSomewhere() => Assert.All(
        OperatingDoc.OwnLinks, link => Assert.Contains(link, OperatingDoc.Anchors));

    [Fact]
    public void Panels_ThatTheDocumentNames_AreOnTheDashboard() => Assert.All(
        OperatingDoc.NamedPanels, name => Assert.Contains(name, Dashboard.Panels.Select(panel => panel.Title)));

    private static (string Before, string After) Cut(string text, string mark)
    {
        var at = text.IndexOf(mark, StringComparison.Ordinal);
        Assert.True(at >= 0, $"docs/operating.md has no line {mark}");
        return (text[..at], text[(at + mark.Length)..]);
    }

    private static string Table() => string.Concat(
        "| metric | in Prometheus | kind, unit | labels | meaning |\n| --- | --- | --- | --- | --- |\n",
        string.Concat(MetricCatalog.All.Select(metric => Row(metric.Name, metric.Info))));

    private static string Row(string name, InstrumentInfo info)
    {
        var labels = string.Join(", ", info.Tags.Select(tag => $"`{tag}`"));
        return $"| `{info.Name}` | `{name}` | {Kind(info)} | {labels} | {info.Description}{Bounds(info)} |\n";
    }

    private static string Kind(InstrumentInfo info) =>
        $"{info.Kind.ToString().ToLowerInvariant()}, {info.Unit.Trim('{', '}')}";

    private static string Bounds(InstrumentInfo info) => info.Buckets is [var first, .., var last]
        ? string.Create(CultureInfo.InvariantCulture, $" {info.Buckets.Count} buckets, {first} to {last}.")
        : "";
}
