using System.Diagnostics.Metrics;
using System.Text;
using Detector.Server.Telemetry.Prometheus;
using Microsoft.AspNetCore.Http;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Detector.Server.Tests.Telemetry;

/// <summary>Names, escapes and numbers of the text.</summary>
public sealed class PrometheusTextTests
{
    [Theory]
    [InlineData("detector.call.duration", "s", 2, "detector_call_duration_seconds")]
    [InlineData("detector.queue.bytes", "By", 1, "detector_queue_bytes")]
    [InlineData("detector.queue.tiles", "{tile}", 1, "detector_queue_tiles")]
    [InlineData("detector.scores", "1", 2, "detector_scores")]
    [InlineData("hw.gpu.utilization", "1", 1, "hw_gpu_utilization_ratio")]
    [InlineData("hw.temperature", "Cel", 1, "hw_temperature_celsius")]
    [InlineData("hw.power", "W", 1, "hw_power_watts")]
    [InlineData("detector.persisted", "By", 0, "detector_persisted_bytes")]
    [InlineData("dotnet.process.cpu.count", "{cpu}", 1, "dotnet_process_cpu")]
    [InlineData("1odd..name", "", 1, "_1odd_name")]
    public void Of_Instrument_IsPrometheusName(string name, string unit, int kind, string expected) =>
        Assert.Equal(expected, PrometheusNames.Of(name, unit, (PrometheusKind)kind));

    [Fact]
    public async Task Write_OddValuesOfTags_AreEscaped()
    {
        var text = await WriteAsync(meter => meter.CreateCounter<double>("odd.count", "s", "Of \\ and\nmore.")
            .Add(0.5, new KeyValuePair<string, object?>("a.b", "quote \" back \\ line \n end"), new("on", true)));

        Assert.Contains("# HELP odd_count_seconds_total Of \\\\ and\\nmore.\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE odd_count_seconds_total counter\n", text, StringComparison.Ordinal);
        Assert.Contains(
            "odd_count_seconds_total{a_b=\"quote \\\" back \\\\ line \\n end\",on=\"true\"} 0.5\n",
            text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_NumbersThatAreNone_AreSpelledAsPrometheusDoes()
    {
        var text = await WriteAsync(meter =>
        {
            meter.CreateObservableGauge("a", () => double.PositiveInfinity);
            meter.CreateObservableGauge("b", () => double.NaN);
        });

        Assert.Contains("\na +Inf\n", text, StringComparison.Ordinal);
        Assert.Contains("\nb NaN\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_GaugeSaysNothingAnyMore_IsLeftOut()
    {
        using var page = new MetricsPage();
        using var meter = new Meter($"test {Guid.NewGuid()}");
        using var provider = Sdk.CreateMeterProviderBuilder().AddMeter(meter.Name).AddReader(page.Reader).Build();
        var card = new KeyValuePair<string, object?>("hw.id", "GPU-1");
        Measurement<double>[] measured = [new(61, card)];
        meter.CreateObservableGauge("hot", () => measured);

        Assert.Contains("hot{hw_id=\"GPU-1\"} 61\n", await ReadAsync(page), StringComparison.Ordinal);
        measured = [];

        Assert.DoesNotContain("GPU-1", await ReadAsync(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_Histogram_CountsBucketsUpToTheirBounds()
    {
        var text = await WriteAsync(meter =>
        {
            var histogram = meter.CreateHistogram(
                "h", "s", "H.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 2] });
            foreach (var value in (double[])[0.5, 1, 1.5, 9])
            {
                histogram.Record(value);
            }
        });

        Assert.Contains(
            "h_seconds_bucket{le=\"1\"} 2\nh_seconds_bucket{le=\"2\"} 3\nh_seconds_bucket{le=\"+Inf\"} 4\n" +
            "h_seconds_sum 12\nh_seconds_count 4\n",
            text, StringComparison.Ordinal);
    }

    private static async Task<string> WriteAsync(Action<Meter> measure)
    {
        using var page = new MetricsPage();
        using var meter = new Meter($"test {Guid.NewGuid()}");
        using var provider = Sdk.CreateMeterProviderBuilder().AddMeter(meter.Name).AddReader(page.Reader).Build();
        measure(meter);
        return await ReadAsync(page);
    }

    private static async Task<string> ReadAsync(MetricsPage page)
    {
        var context = new DefaultHttpContext();
        using var body = new MemoryStream();
        context.Response.Body = body;
        await page.SendAsync(context);
        return Encoding.UTF8.GetString(body.ToArray());
    }
}
