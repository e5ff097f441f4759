using System.Text;

namespace Detector.Server.Telemetry.Prometheus;

/// <summary>
/// Names of metrics and labels in Prometheus, by OpenTelemetry's rules: dots become underscores, the unit comes after the
/// name, counters end in _total.
/// </summary>
internal static class PrometheusNames
{
    private const string Total = "_total";
    private const string Count = "_count";

    /// <summary>Name of a metric, without the suffixes of its samples.</summary>
    /// <param name="name">OpenTelemetry's.</param>
    /// <param name="unit">Unit in UCUM.</param>
    /// <param name="kind">Kind of metric.</param>
    public static string Of(string name, string unit, PrometheusKind kind)
    {
        var text = Clean(name);
        var suffix = Unit(unit, kind);
        if (suffix.Length > 0 && !text.EndsWith($"_{suffix}", StringComparison.Ordinal))
        {
            text = $"{text}_{suffix}";
        }

        // Histograms own this ending; a metric of another kind that has it is taken for a part of one.
        return kind != PrometheusKind.Histogram && text.EndsWith(Count, StringComparison.Ordinal) ? text[..^Count.Length] : text;
    }

    /// <summary>The unit as a part of the name; empty for counts of things.</summary>
    /// <param name="unit">Unit in UCUM.</param>
    /// <param name="kind">Kind of metric.</param>
    public static string Unit(string unit, PrometheusKind kind) => unit switch
    {
        "s" => "seconds",
        "ms" => "milliseconds",
        "By" => "bytes",
        "Cel" => "celsius",
        "W" => "watts",
        "1" => kind == PrometheusKind.Gauge ? "ratio" : "",
        _ when unit.StartsWith('{') => "",
        _ => Clean(unit),
    };

    /// <summary>Name of a counter's sample.</summary>
    /// <param name="name">From <see cref="Of"/>.</param>
    public static string OfTotal(string name) => name.EndsWith(Total, StringComparison.Ordinal) ? name : name + Total;

    /// <summary>Name of a label.</summary>
    /// <param name="tag">OpenTelemetry's.</param>
    public static string Clean(string tag)
    {
        var text = new StringBuilder(tag.Length + 1);
        foreach (var c in tag)
        {
            var isAllowed = char.IsAsciiLetterOrDigit(c) || c == '_';
            if (isAllowed || text.Length == 0 || text[^1] != '_')
            {
                text.Append(isAllowed ? c : '_');
            }
        }

        return text.Length > 0 && char.IsAsciiDigit(text[0]) ? $"_{text}" : text.ToString();
    }
}
