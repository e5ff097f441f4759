using Detector.Server.Telemetry;
using Detector.Server.Telemetry.Prometheus;
using Detector.Telemetry;

namespace Detector.Ops.Tests.Support;

/// <summary>What the code says that it measures.</summary>
internal static class MetricCatalog
{
    /// <summary>Names that Prometheus knows from elsewhere.</summary>
    private static readonly string[] Others = ["up"];

    /// <summary>Labels that Prometheus itself gives.</summary>
    private static readonly string[] Targets = ["job", "instance", "le"];

    /// <summary>Every metric by its name in Prometheus, in the order of the code.</summary>
    public static IReadOnlyList<(string Name, InstrumentInfo Info)> All { get; } =
        [.. ServerInstruments.All.Select(info => (NameOf(info), info))];

    /// <summary>Names in an expression that neither the code nor a recording rule makes.</summary>
    /// <param name="expression">Without variables of Grafana.</param>
    public static IEnumerable<string> Unknown(string expression) =>
        PromQl.Names(expression).Where(name => !IsKnown(name));

    /// <summary>Labels that no metric in the expression has.</summary>
    /// <param name="expression">Without variables of Grafana.</param>
    /// <param name="labels">Labels that are asked for.</param>
    public static IEnumerable<string> Without(string expression, IEnumerable<string> labels)
    {
        var names = PromQl.Names(expression).SelectMany(Recorded).ToHashSet();
        var known = All.Where(metric => names.Contains(metric.Name) || names.Contains(PromQl.Family(metric.Name)))
            .SelectMany(metric => metric.Info.Tags).Select(PrometheusNames.Clean).Concat(Targets).ToHashSet();
        return labels.Except(known);
    }

    /// <summary>A recording rule's own metrics, since it has no labels but theirs.</summary>
    private static IEnumerable<string> Recorded(string name) =>
        RuleFiles.All.FirstOrDefault(rule => !rule.IsAlert && rule.Name == name) is { } rule
            ? PromQl.Names(rule.Expression).SelectMany(Recorded)
            : [PromQl.Family(name)];

    private static bool IsKnown(string name) => name.Contains(':', StringComparison.Ordinal)
        ? RuleFiles.All.Any(rule => !rule.IsAlert && rule.Name == name)
        : Others.Contains(name) || All.Any(metric => metric.Info.Kind == InstrumentKind.Histogram
            ? name != metric.Name && PromQl.Family(name) == metric.Name
            : name == metric.Name);

    private static string NameOf(InstrumentInfo info)
    {
        var name = PrometheusNames.Of(info.Name, info.Unit, info.Kind switch
        {
            InstrumentKind.Counter => PrometheusKind.Counter,
            InstrumentKind.Gauge => PrometheusKind.Gauge,
            _ => PrometheusKind.Histogram,
        });
        return info.Kind == InstrumentKind.Counter ? PrometheusNames.OfTotal(name) : name;
    }
}
