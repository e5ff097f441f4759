using Detector.Server.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Detector.Server.Security;

/// <summary>Registers who may call, and how much.</summary>
internal static class AccessExtensions
{
    /// <summary>
    /// Adds <see cref="ClientRegistry"/>, <see cref="ClientCertificates"/> (for Kestrel) and <see
    /// cref="ClientLimits"/>. The section <see cref="AccessOptions.SectionName"/> is checked at start and followed from
    /// then on.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The root of the configuration.</param>
    public static IServiceCollection AddAccess(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(AccessOptions.SectionName);
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.TryAddSingleton<ServerMetrics>();
        services.TryAddSingleton(s => new ClientRegistry(
            section, s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<ClientRegistry>>()));
        services.TryAddSingleton<ClientCertificates>();
        services.TryAddSingleton<Authenticator>();
        services.TryAddSingleton<ClientLimits>();

        // Not as options: those that follow changes throw, wherever they are used, as long as a change is not valid.
        services.AddOptions<StartCheck>().Configure<ClientRegistry>((_, _) => { }).ValidateOnStart();
        return services;
    }

    /// <summary>Refuses what is not allowed from here on, and adds headers to answers.</summary>
    /// <param name="app">The application.</param>
    public static IApplicationBuilder UseAccess(this IApplicationBuilder app) => app.UseMiddleware<AccessMiddleware>();

    /// <summary>Has the host build the registry, and with it check the settings, before anything is served.</summary>
    private sealed class StartCheck;
}
