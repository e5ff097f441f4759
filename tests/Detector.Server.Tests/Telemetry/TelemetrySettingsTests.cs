using System.Collections;
using Detector.Server.Hosting;
using Detector.Server.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Detector.Server.Tests.Telemetry;

/// <summary>The section Telemetry, and the variables that others share.</summary>
public sealed class TelemetrySettingsTests
{
    [Theory]
    [InlineData("Telemetry:Otpl:Enabled", "true", "Telemetry:Otlp")]
    [InlineData("Telemetry:TraceRatio", "2", "allowed are 0 to 1")]
    [InlineData("Telemetry:Otlp:Protocol", "carrier-pigeon", "grpc, http")]
    [InlineData("Telemetry:Otlp:Endpoint", "collector:4317", "http://127.0.0.1:4317")]
    [InlineData("Telemetry:Otlp:Endpoint", "http://user:secret@host", "Headers")]
    [InlineData("Telemetry:Otlp:Headers", "my-secret-key", "NAME=VALUE")]
    public async Task Start_BadSetting_IsRefusedWithTheFix(string setting, string value, string fix)
    {
        using var error = new StringWriter();

        var code = await new ServerProgram(TextWriter.Null, error).RunAsync([$"--{setting}={value}"], new Hashtable());

        Assert.Equal(ServerProgram.BadUsage, code);
        Assert.Contains(setting.Split(':')[1], error.ToString(), StringComparison.Ordinal);
        Assert.Contains(fix, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("my-secret-key", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_SharedVariables_AreSettings()
    {
        var options = await OptionsAsync(new()
        {
            ["OTEL_SERVICE_NAME"] = "here", ["OTEL_TRACES_SAMPLER_ARG"] = "0.5",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://c:4318", ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_EXPORTER_OTLP_HEADERS"] = "a=b", ["OTEL_EXPORTER_OTLP_TIMEOUT"] = "2500",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "30000", ["OTEL_SDK_DISABLED"] = "true",
        });

        Assert.Equal(("here", 0.5), (options.ServiceName, options.TraceRatio));
        var otlp = options.Otlp;
        Assert.Equal(("http://c:4318", OtlpProtocol.Http, "a=b"), (otlp.Endpoint, otlp.Protocol, otlp.Headers));
        Assert.Equal((2.5, 30.0, false), (otlp.TimeoutSeconds, otlp.IntervalSeconds, otlp.Enabled));
    }

    [Fact]
    public async Task Create_SharedVariableAndSetting_SettingWins()
    {
        var options = await OptionsAsync(
            new() { ["OTEL_SERVICE_NAME"] = "shared", ["DETECTOR__Telemetry__ServiceName"] = "own" });

        Assert.Equal("own", options.ServiceName);
        Assert.False(options.Otlp.IsOn);
    }

    [Theory]
    [InlineData("Json", ConsoleFormatterNames.Json)]
    [InlineData("Text", ConsoleFormatterNames.Simple)]
    [InlineData(null, ConsoleFormatterNames.Simple)]
    public async Task Create_ConsoleLogs_AreOfThatFormAndHoldUpNobody(string? form, string formatter)
    {
        var line = form is null ? CommandLine.Parse([]) : CommandLine.Parse([$"--Telemetry:ConsoleLogs={form}"]);
        await using var app = DetectorServer.Create(line, new Hashtable());

        var console = app.Services.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value;

        Assert.Equal((formatter, ConsoleLoggerQueueFullMode.DropWrite), (console.FormatterName, console.QueueFullMode));
        Assert.True(app.Services.GetRequiredService<IOptions<JsonConsoleFormatterOptions>>().Value.IncludeScopes);
    }

    private static async Task<TelemetryOptions> OptionsAsync(Hashtable environment)
    {
        await using var app = DetectorServer.Create(CommandLine.Parse([]), environment);
        return app.Services.GetRequiredService<IOptions<TelemetryOptions>>().Value;
    }
}
