using Detector.Server.Hosting;
using Detector.Server.Http;
using Detector.Server.Security;
using Detector.Server.Telemetry.Gpu;
using Detector.Server.Telemetry.Prometheus;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Detector.Server.Telemetry;

/// <summary>Registers and maps telemetry.</summary>
internal static class TelemetryExtensions
{
    private const string MetricsPath = "/metrics";

    private static readonly string[] Get = [HttpMethods.Get];

    /// <summary>Adds the section <see cref="TelemetryOptions.SectionName"/>, the measurements, and what exports them.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The whole configuration.</param>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<TelemetryOptions, TelemetryOptionsValidator>(configuration, TelemetryOptions.SectionName);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ServerMetrics>();
        services.AddSingleton<GpuSampler>();
        services.AddSingleton<DeliveryWatch>();
        services.AddSingleton<MetricsPage>();
        services.AddSingleton<TelemetryHost>();
        services.AddHostedService(provider => provider.GetRequiredService<TelemetryHost>());
        services.AddSingleton<LogExport>();
        services.AddSingleton<ILoggerProvider>(provider => provider.GetRequiredService<LogExport>());
        services.Configure<LoggerFactoryOptions>(factory =>
            factory.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        services.AddOptions<ConsoleLoggerOptions>().PostConfigure<IOptions<TelemetryOptions>>(ConfigureConsole);
        services.AddOptions<JsonConsoleFormatterOptions>().Configure(json => json.IncludeScopes = true);
        return services;
    }

    /// <summary>Measures calls. Goes before everything.</summary>
    /// <param name="app">The pipeline.</param>
    public static IApplicationBuilder UseCallTelemetry(this IApplicationBuilder app) =>
        app.UseMiddleware<CallTelemetryMiddleware>();

    /// <summary>Maps /metrics, on HTTP's ports only; nothing where it is off.</summary>
    /// <param name="routes">Where to.</param>
    public static void MapMetrics(this IEndpointRouteBuilder routes)
    {
        var options = routes.ServiceProvider.GetRequiredService<IOptions<TelemetryOptions>>().Value.Prometheus;
        if (!options.Enabled)
        {
            return;
        }

        var page = routes.ServiceProvider.GetRequiredService<MetricsPage>();
        var endpoint = HttpApi.Map(routes.MapGroup("").OnSide(ServedSide.Http), MetricsPath, Get, page.SendAsync)
            .WithMetadata(new ExcludeFromDescriptionAttribute()).DisableHttpMetrics();
        if (options.Open)
        {
            endpoint.WithMetadata(OpenToAll.Instance);
        }
    }

    /// <summary>Callers never wait for whoever reads the log: what it does not take in time is left out, and counted
    /// there.</summary>
    private static void ConfigureConsole(ConsoleLoggerOptions console, IOptions<TelemetryOptions> options)
    {
        console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
        console.FormatterName = options.Value.ConsoleLogs switch
        {
            ConsoleLogs.Json => ConsoleFormatterNames.Json,
            ConsoleLogs.Text => ConsoleFormatterNames.Simple,
            _ => console.FormatterName,
        };
    }
}
