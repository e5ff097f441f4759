using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Detector.Server.Telemetry.Prometheus;

/// <summary>
/// Writes metrics in Prometheus' text format 0.0.4, or in OpenMetrics 1.0, which also has units and exemplars. Bounds of
/// buckets are spelled alike in both, so that queries need not know which one was asked for.
/// </summary>
/// <param name="isOpen">True for OpenMetrics.</param>
internal sealed class PrometheusText(bool isOpen)
{
    private const string TargetInfo = "target_info";

    private readonly StringBuilder _text = new();

    /// <summary>Content type of the text.</summary>
    /// <param name="isOpen">True for OpenMetrics.</param>
    public static string ContentType(bool isOpen) => isOpen
        ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
        : "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>The whole text.</summary>
    /// <param name="metrics">All metrics.</param>
    /// <param name="target">Who is measured.</param>
    public string Write(in Batch<Metric> metrics, Resource target)
    {
        var families = new Dictionary<string, List<Metric>>();
        foreach (var metric in metrics)
        {
            if (PrometheusMetric.KindOf(metric) is { } kind)
            {
                var name = PrometheusNames.Of(metric.Name, metric.Unit, kind);
                if (!families.TryGetValue(name, out var family))
                {
                    families[name] = family = [];
                }

                family.Add(metric);
            }
        }

        WriteTarget(target);
        foreach (var (name, family) in families)
        {
            WriteFamily(name, family);
        }

        return (isOpen ? _text.Append("# EOF\n") : _text).ToString();
    }

    private void WriteTarget(Resource target)
    {
        Describe(isOpen ? "target" : TargetInfo, "Who is measured.", isOpen ? "info" : "gauge", "");
        _text.Append(TargetInfo).Append('{');
        foreach (var (i, attribute) in target.Attributes.Index())
        {
            Label(attribute.Key, attribute.Value, isFirst: i == 0);
        }

        _text.Append("} 1\n");
    }

    private void WriteFamily(string name, List<Metric> family)
    {
        var (first, kind) = (family[0], PrometheusMetric.KindOf(family[0])!.Value);
        var sample = kind == PrometheusKind.Counter ? PrometheusNames.OfTotal(name) : name;
        Describe(
            isOpen ? name : sample, first.Description, kind.ToString().ToLowerInvariant(),
            PrometheusNames.Unit(first.Unit, kind));
        foreach (var metric in family)
        {
            foreach (ref readonly var point in metric.GetMetricPoints())
            {
                if (kind == PrometheusKind.Histogram)
                {
                    WriteHistogram(name, point);
                }
                else
                {
                    WriteSample(sample, point.Tags, PrometheusMetric.Value(metric, point));
                }
            }
        }
    }

    private void Describe(string name, string help, string kind, string unit)
    {
        _text.Append("# HELP ").Append(name).Append(' ');
        Escape(help, quotes: isOpen);
        _text.Append("\n# TYPE ").Append(name).Append(' ').Append(kind).Append('\n');
        if (isOpen && unit.Length > 0 && name.EndsWith($"_{unit}", StringComparison.Ordinal))
        {
            _text.Append("# UNIT ").Append(name).Append(' ').Append(unit).Append('\n');
        }
    }

    private void WriteHistogram(string name, in MetricPoint point)
    {
        var exemplars = isOpen ? PrometheusMetric.Exemplars(point) : [];
        var (below, count) = (double.NegativeInfinity, 0L);
        foreach (var bucket in point.GetHistogramBuckets())
        {
            count += bucket.BucketCount;
            Name($"{name}_bucket", point.Tags, ("le", Number(bucket.ExplicitBound)));
            _text.Append(' ').Append(count);
            WriteExemplar(exemplars, below, bucket.ExplicitBound);
            _text.Append('\n');
            below = bucket.ExplicitBound;
        }

        WriteSample($"{name}_sum", point.Tags, point.GetHistogramSum());
        WriteSample($"{name}_count", point.Tags, count);
    }

    /// <summary>The newest call of the bucket that was traced, after its count.</summary>
    private void WriteExemplar(IReadOnlyList<Exemplar> exemplars, double above, double upTo)
    {
        Exemplar? newest = null;
        foreach (var exemplar in exemplars)
        {
            if (exemplar.DoubleValue > above && exemplar.DoubleValue <= upTo && !(newest?.Timestamp > exemplar.Timestamp))
            {
                newest = exemplar;
            }
        }

        if (newest is { } one)
        {
            _text.Append(CultureInfo.InvariantCulture,
                $" # {{trace_id=\"{one.TraceId}\",span_id=\"{one.SpanId}\"}} {Number(one.DoubleValue)} ")
                .Append((one.Timestamp.ToUnixTimeMilliseconds() / 1000.0).ToString("F3", CultureInfo.InvariantCulture));
        }
    }

    private void WriteSample(string name, ReadOnlyTagCollection tags, double value)
    {
        Name(name, tags);
        _text.Append(' ').Append(Number(value)).Append('\n');
    }

    private void Name(string name, ReadOnlyTagCollection tags, (string Name, string Value)? last = null)
    {
        _text.Append(name);
        if (tags.Count == 0 && last is null)
        {
            return;
        }

        _text.Append('{');
        var isFirst = true;
        foreach (var tag in tags)
        {
            Label(tag.Key, tag.Value, isFirst);
            isFirst = false;
        }

        if (last is { } more)
        {
            Label(more.Name, more.Value, isFirst);
        }

        _text.Append('}');
    }

    private void Label(string name, object? value, bool isFirst)
    {
        _text.Append(isFirst ? "" : ",").Append(PrometheusNames.Clean(name)).Append("=\"");
        Escape(
            value is bool flag ? flag ? "true" : "false" : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
            quotes: true);
        _text.Append('"');
    }

    private void Escape(string text, bool quotes)
    {
        foreach (var c in text)
        {
            _ = c switch
            {
                '\\' => _text.Append(@"\\"),
                '\n' => _text.Append(@"\n"),
                '"' when quotes => _text.Append("\\\""),
                _ => _text.Append(c),
            };
        }
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
