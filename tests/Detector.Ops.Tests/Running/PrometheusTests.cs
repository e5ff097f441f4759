using System.Text.Json;
using Detector.Ops.Tests.Support;
using Detector.Telemetry;

namespace Detector.Ops.Tests.Running;

/// <summary>The dashboard and the rules, answered by a real Prometheus that scrapes a real server under load.</summary>
public sealed class PrometheusTests(PrometheusRun run) : IClassFixture<PrometheusRun>
{
    [PrometheusRunFact]
    public Task Panels_AllQueries_AreAnsweredWithData() =>
        run.AssertAnsweredAsync(Dashboard.Panels.SelectMany(panel => panel.Queries));

    [PrometheusRunFact]
    public Task Metrics_OfTheCode_AllArrive() => run.AssertAnsweredAsync(MetricCatalog.All.Select(metric =>
        metric.Info.Kind == InstrumentKind.Histogram ? $"{metric.Name}_bucket" : metric.Name));

    [PrometheusRunFact]
    public Task RecordingRules_AllGiveData() => run.AssertAnsweredAsync(
        RuleFiles.All.Where(rule => !rule.IsAlert).SelectMany(rule => new[] { rule.Name, rule.Expression }));

    [PrometheusRunFact]
    public async Task Rules_AreLoadedAndEvaluatedWithoutError()
    {
        // Those that record are evaluated by then.
        await run.AssertAnsweredAsync(RuleFiles.All.Last(rule => !rule.IsAlert).Name);

        var groups = (await run.Prometheus.GetAsync("api/v1/rules")).GetProperty("groups").EnumerateArray();
        var rules = groups.SelectMany(group => group.GetProperty("rules").EnumerateArray()).ToArray();

        Assert.Equal(RuleFiles.All.Select(rule => rule.Name).Order(), rules.Select(rule => Text(rule, "name")).Order());
        Assert.All(rules, rule => Assert.Equal(("ok", ""), (Text(rule, "health"), Text(rule, "lastError"))));
    }

    [PrometheusRunFact]
    public async Task Alerts_AnswerForWhatIsWrongAndOnlyForThat()
    {
        // The server runs on its fallback, and fills its queue again and again.
        await run.AssertAnsweredAsync(
            Expression("DetectorOnFallback"), Expression("DetectorCallsFail"), Expression("DetectorRefusesInteractive"),
            Expression("DetectorRefusesBulk"));

        foreach (var name in new[] { "DetectorDown", "DetectorMetricsMissing", "DetectorPersisted", "DetectorNoDevice" })
        {
            Assert.Empty(await run.Prometheus.AskAsync(Expression(name)));
        }

        foreach (var alert in RuleFiles.Alerts)
        {
            // Fails where Prometheus cannot answer at all.
            await run.Prometheus.AskAsync(alert.Expression);
        }
    }

    [PrometheusRunFact]
    public async Task Variables_OfTheDashboard_HaveValues()
    {
        await run.AssertAnsweredAsync("detector_scores_count");

        foreach (var (name, query) in Dashboard.Variables)
        {
            var (selector, label) = LabelValues(Dashboard.Fill(query, "1m"));
            var values = await run.Prometheus.GetAsync(
                $"api/v1/label/{label}/values?match[]={Uri.EscapeDataString(selector)}");
            Assert.True(values.GetArrayLength() > 0, $"The variable {name} has no values.");
        }
    }

    [PrometheusRunFact]
    public Task Target_IsUp() => run.AssertAnsweredAsync("up{job=\"detector\"} == 1");

    private static string Expression(string alert) => RuleFiles.Alerts.Single(rule => rule.Name == alert).Expression;

    private static (string Selector, string Label) LabelValues(string query)
    {
        Assert.StartsWith("label_values(", query, StringComparison.Ordinal);
        var inner = query["label_values(".Length..^1];
        var comma = inner.LastIndexOf(',');
        return (inner[..comma], inner[(comma + 1)..].Trim());
    }

    private static string Text(JsonElement rule, string name) =>
        rule.TryGetProperty(name, out var value) ? value.GetString()! : "";
}
