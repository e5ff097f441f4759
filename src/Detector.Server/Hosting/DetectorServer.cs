using System.Collections;
using Detector.Batching;
using Detector.Decoding;
using Detector.Inference;
using Detector.Server.Analysis;
using Detector.Server.Http;
using Detector.Server.Review;
using Detector.Server.Rpc;
using Detector.Server.Rpc.Health;
using Detector.Server.Rpc.Reflection;
using Detector.Server.Security;
using Detector.Server.Telemetry;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Detector.Server.Hosting;

/// <summary>Puts the server together.</summary>
internal static class DetectorServer
{
    /// <summary>Time that the host has, beyond the drain, to close its connections.</summary>
    public static readonly TimeSpan Closing = TimeSpan.FromSeconds(5);

    /// <summary>The server, checked and with its model loaded; not listening yet.</summary>
    /// <param name="commandLine">What was asked for.</param>
    /// <param name="environment">Variables of the process.</param>
    /// <param name="change">For tests: called when all is registered.</param>
    /// <exception cref="StartException">A setting is refused.</exception>
    public static WebApplication Create(
        CommandLine commandLine, IDictionary environment, Action<WebApplicationBuilder>? change = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
        });
        SettingsSources.Use(builder.Configuration, commandLine, environment, [.. Sections, SettingsCheck.LoggingSection]);
        builder.Logging.AddConfiguration(builder.Configuration.GetSection(SettingsCheck.LoggingSection)).AddConsole();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        AddSettings(builder.Services, builder.Configuration);
        AddServices(builder.Services, builder.Configuration);
        change?.Invoke(builder);
        RequireKnownSettings(builder);

        var app = builder.Build();
        app.UseCallTelemetry();
        app.UseHttpProblems();
        app.UseRouting();
        app.UseReviewSessions();
        app.UseAccess();
        app.MapRpc();
        app.MapGrpcHealth();
        app.MapGrpcReflection();
        app.MapHttpApi();
        app.MapReview();
        app.MapMetrics();
        return app;
    }

    /// <summary>Before anything reads an option: the framework's own words for a bad one name no fix.</summary>
    private static void RequireKnownSettings(WebApplicationBuilder builder)
    {
        var sections = builder.Services.Select(service => service.ImplementationInstance).OfType<SettingsSection>();
        var problems = new SettingsCheck(builder.Configuration, [.. sections]).Problems();
        if (problems.Count > 0)
        {
            throw new StartException(problems);
        }
    }

    /// <summary>Sections that are bound; those of others are added where they are bound.</summary>
    private static IReadOnlyList<string> Sections =>
    [
        ServerOptions.SectionName, DetectorOptions.SectionName, DecodingOptions.SectionName, BatchingOptions.SectionName,
        InferenceOptions.SectionName, AccessOptions.SectionName, ReviewOptions.SectionName, TelemetryOptions.SectionName,
    ];

    private static void AddSettings(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<ServerOptions, ServerOptionsValidator>(configuration, ServerOptions.SectionName);
        services.AddSettings<DetectorOptions>(configuration, DetectorOptions.SectionName);
        services.AddSettings<DecodingOptions>(configuration, DecodingOptions.SectionName);
        services.AddSettings<BatchingOptions>(configuration, BatchingOptions.SectionName);
        services.AddSettings<InferenceOptions>(configuration, InferenceOptions.SectionName);

        // Followed while the server runs, so bound and checked where it is used.
        services.AddSingleton(new SettingsSection(AccessOptions.SectionName, typeof(AccessOptions)));
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, KestrelSetup>();
        services.AddOptions<HostOptions>().Configure<IOptions<ServerOptions>>((host, server) => host.ShutdownTimeout =
            TimeSpan.FromSeconds(server.Value.DrainDelaySeconds + server.Value.DrainSeconds) + Closing);
    }

    private static void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddDetector();
        services.AddAccess(configuration);
        services.AddSingleton<ServerHealth>();
        services.AddSingleton<DrainGate>();
        services.AddSingleton<DrainService>();
        services.AddHostedService(provider => provider.GetRequiredService<DrainService>());
        services.AddSingleton<ImageCallHandler>();
        services.AddSingleton<ServedModels>();
        services.AddRpc().AddGrpcHealth().AddGrpcReflection();
        services.AddHttpApi();
        services.AddReview(configuration);
        services.AddTelemetry(configuration);
    }
}
