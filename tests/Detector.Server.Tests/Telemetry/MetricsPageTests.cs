using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Detector.Server.Security;
using Detector.Server.Telemetry;
using Detector.Server.Telemetry.Prometheus;
using Detector.Server.Tests.Support;
using Detector.Telemetry;

namespace Detector.Server.Tests.Telemetry;

/// <summary>What Prometheus fetches.</summary>
public sealed class MetricsPageTests
{
    private const string Exemplar = """\{trace_id="[0-9a-f]{32}",span_id="[0-9a-f]{16}"\} [0-9.E-]+ \d+\.\d{3}""";
    private const string Key = "a-key-of-these-tests-0123456789abcdef";

    [Fact]
    public async Task Get_AfterACall_HasEveryInstrumentWithHelpTypeAndBuckets()
    {
        await using var host = await ServerHost.StartAsync();
        await host.Client.AnalyzeAsync(Requests.For());
        await MetricsText.ReadAsync(host);

        var page = await MetricsText.ReadAsync(host);

        // No fallback is planned for here, and no graphics card; they have tests of their own.
        var elsewhere = ServerInstruments.Gpu.Select(info => info.Name)
            .Concat(["detector.device.fallbacks", "detector.device.probes", "detector.golden.deviation"]);
        Assert.All(
            ServerInstruments.All.ExceptBy(elsewhere, info => info.Name),
            info => Assert.Contains(Sample(info), page.Families));
        foreach (var info in ServerInstruments.Calls.Concat(DetectorInstruments.All).Where(info => info.Buckets.Count > 0))
        {
            var bounds = page.Lines.Where(line => line.StartsWith($"{Sample(info)}_bucket{{", StringComparison.Ordinal))
                .Select(line => line.Split("le=\"")[1].Split('"')[0]).Distinct();
            Assert.Equal(info.Buckets.Select(bound => FormattableString.Invariant($"{bound}")).Append("+Inf"), bounds);
            Assert.Contains($"# HELP {Sample(info)} {info.Description}", page.Lines);
        }
    }

    [PromtoolFact]
    public async Task Get_AfterCallsOfAllKinds_PassesPromtool()
    {
        await using var host = await ServerHost.StartAsync();
        await host.Client.AnalyzeAsync(Requests.For());
        await Assert.ThrowsAsync<Grpc.Core.RpcException>(async () => await host.Client.AnalyzeAsync(Requests.For(picture: [1])));
        await MetricsText.ReadAsync(host);
        var page = await MetricsText.ReadAsync(host);

        using var promtool = Process.Start(new ProcessStartInfo(PromtoolFactAttribute.Program, ["check", "metrics"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        await promtool.StandardInput.WriteAsync(page.Text);
        promtool.StandardInput.Close();
        var said = await promtool.StandardError.ReadToEndAsync() + await promtool.StandardOutput.ReadToEndAsync();
        await promtool.WaitForExitAsync();

        Assert.True(promtool.ExitCode == 0, said);
        Assert.Empty(said);
    }

    [Fact]
    public async Task Get_OpenMetrics_HasUnitsExemplarsAndAnEnd()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var host = await ServerHost.StartAsync(new Dictionary<string, string?>
        {
            ["Telemetry:Otlp:Endpoint"] = collector.Address, ["Telemetry:TraceRatio"] = "1",
        });
        await host.Client.AnalyzeAsync(Requests.For());

        var page = await MetricsText.ReadAsync(host, open: true);

        Assert.Equal("# EOF", page.Lines[^1]);
        Assert.Contains("# UNIT detector_call_duration_seconds seconds", page.Lines);
        Assert.Contains("# TYPE detector_refusals counter", page.Lines);
        Assert.Contains(page.Lines, line => line.StartsWith("detector_refusals_total{", StringComparison.Ordinal));
        Assert.Matches("(?m)^detector_call_duration_seconds_bucket.* 1 # " + Exemplar, page.Text);
        Assert.DoesNotContain("trace_id", (await MetricsText.ReadAsync(host)).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, false, HttpStatusCode.Unauthorized)]
    [InlineData(Key, false, HttpStatusCode.OK)]
    [InlineData(null, true, HttpStatusCode.OK)]
    public async Task Get_ClientsAreConfigured_NeedsAKeyUnlessOpen(string? key, bool open, HttpStatusCode status)
    {
        await using var host = await ServerHost.StartAsync(new Dictionary<string, string?>
        {
            ["Access:Clients:0:Name"] = "scraper", ["Access:Clients:0:KeyHashes:0"] = ApiKeys.HashText(Key),
            ["Telemetry:Prometheus:Open"] = $"{open}",
        });
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);

        using var response = await http.GetAsync(new Uri(host.HttpAddress, "/metrics"));

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task Get_SwitchedOff_IsNotServed()
    {
        await using var host = await ServerHost.StartAsync(
            new Dictionary<string, string?> { ["Telemetry:Prometheus:Enabled"] = "false" });
        using var http = new HttpClient();

        using var response = await http.GetAsync(new Uri(host.HttpAddress, "/metrics"));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.NotNull((await host.Client.AnalyzeAsync(Requests.For())).Analysis);
    }

    private static string Sample(InstrumentInfo info)
    {
        var kind = Enum.Parse<PrometheusKind>($"{info.Kind}");
        var name = PrometheusNames.Of(info.Name, info.Unit, kind);
        return kind == PrometheusKind.Counter ? PrometheusNames.OfTotal(name) : name;
    }
}

/// <summary>A test that needs Prometheus' promtool, and says so where it is not there.</summary>
internal sealed class PromtoolFactAttribute : FactAttribute
{
    public const string Program = "/usr/bin/promtool";

    public PromtoolFactAttribute() => Skip = File.Exists(Program)
        ? null
        : $"There is no {Program}. Install it with: apt-get install prometheus";
}
