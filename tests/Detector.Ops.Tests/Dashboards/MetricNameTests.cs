using System.Text.RegularExpressions;
using Detector.Ops.Tests.Support;

namespace Detector.Ops.Tests.Dashboards;

/// <summary>Dashboards and rules ask for metrics that there are.</summary>
public sealed partial class MetricNameTests
{
    [Fact]
    public void Panels_NameOnlyMetricsOfTheCode() => Assert.All(
        Dashboard.Panels.SelectMany(panel => panel.Queries), query => Assert.Empty(MetricCatalog.Unknown(query)));

    [Fact]
    public void Rules_NameOnlyMetricsOfTheCode() => Assert.All(
        RuleFiles.All, rule => Assert.Empty(MetricCatalog.Unknown(rule.Expression)));

    [Fact]
    public void Metrics_OfTheDetector_AreAllOnTheDashboard()
    {
        var shown = Dashboard.Panels.SelectMany(panel => panel.Queries).SelectMany(PromQl.Names).Select(PromQl.Family)
            .ToHashSet();

        Assert.All(
            MetricCatalog.All.Where(metric => metric.Info.Name.StartsWith("detector.", StringComparison.Ordinal)),
            metric => Assert.Contains(PromQl.Family(metric.Name), shown));
    }

    [Fact]
    public void Panels_NameOnlyLabelsOfTheirMetrics() => Assert.All(Dashboard.Panels, panel =>
    {
        foreach (var (query, legend) in panel.Queries.Zip(panel.Legends))
        {
            Assert.Empty(MetricCatalog.Without(query, PromQl.Labels(query)));
            Assert.Empty(MetricCatalog.Without(query, InBraces().Matches(legend).Select(label => label.Groups[1].Value)));
        }
    });

    [Fact]
    public void Rules_NameOnlyLabelsOfTheirMetrics() => Assert.All(RuleFiles.All, rule =>
    {
        var words = rule.Annotations.Values.SelectMany(text => OfTheAlert().Matches(text));

        Assert.Empty(MetricCatalog.Without(rule.Expression, PromQl.Labels(rule.Expression)));
        Assert.Empty(MetricCatalog.Without(rule.Expression, words.Select(label => label.Groups[1].Value)));
    });

    [Theory]
    [InlineData("sum by (a, b) (rate(x_total{l=\"y_total\"}[5m])) / on (c) group_left (d) sum(z)", "x_total", "z")]
    [InlineData("1 - job:a:rate5m{x='y'} > 14.4 and up offset 6h unless absent(down)", "job:a:rate5m", "up", "down")]
    [InlineData("histogram_quantile(0.95, sum by (le) (rate(d_bucket[1h]))) or 0 * e", "d_bucket", "e")]
    public void Names_OfAnExpression_AreItsMetrics(string expression, params string[] names) =>
        Assert.Equal(names, PromQl.Names(expression));

    [Theory]
    [InlineData("sum by (a, b) (rate(x{c=\"y=z\", d!~\"e\"}[5m])) / on (f) z", "a", "b", "c", "d", "f")]
    [InlineData("x offset 6h > 1")]
    public void Labels_OfAnExpression_AreThoseItNames(string expression, params string[] labels) =>
        Assert.Equal(labels.ToHashSet(), PromQl.Labels(expression));

    [GeneratedRegex("\\{\\{(\\w+)\\}\\}")]
    private static partial Regex InBraces();

    [GeneratedRegex("\\$labels\\.(\\w+)")]
    private static partial Regex OfTheAlert();
}
