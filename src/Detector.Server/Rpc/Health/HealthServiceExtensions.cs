using Detector.Server.Http;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Detector.Server.Rpc.Health;

/// <summary>Registers and maps grpc.health.v1.</summary>
internal static class HealthServiceExtensions
{
    /// <summary>Adds what <see cref="HealthService"/> needs beside <see cref="Hosting.ServerHealth"/>.</summary>
    /// <param name="services">The services.</param>
    public static IServiceCollection AddGrpcHealth(this IServiceCollection services)
    {
        services.TryAddSingleton<Hosting.ServerHealth>();
        services.TryAddSingleton(new WatchPlaces(WatchPlaces.Default));
        services.TryAddSingleton<HealthService>();
        return services;
    }

    /// <summary>Maps Check and Watch, on gRPC's ports only.</summary>
    /// <param name="routes">Where to.</param>
    public static void MapGrpcHealth(this IEndpointRouteBuilder routes) =>
        routes.MapGrpcService<HealthService>().OnSide(ServedSide.Grpc);
}
