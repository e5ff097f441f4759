using Detector.Server.Http;
using Google.Rpc;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Detector.Server.Rpc.Reflection;

/// <summary>Registers and maps grpc.reflection, v1 and v1alpha.</summary>
internal static class ReflectionServiceExtensions
{
    /// <summary>All services of this server. A test compares them with what is mapped.</summary>
    internal static IReadOnlyList<ServiceDescriptor> Served { get; } =
    [
        V1.DetectionService.Descriptor, Health.Health.Descriptor, ServerReflection.Descriptor,
        AlphaReflection.Descriptor,
    ];

    /// <summary>Adds the index of descriptors and its answers.</summary>
    /// <param name="services">The services.</param>
    public static IServiceCollection AddGrpcReflection(this IServiceCollection services)
    {
        // Tools look up the types of error details too.
        services.TryAddSingleton(_ => new ReflectionAnswers(
            new DescriptorIndex(Served, [ErrorDetailsReflection.Descriptor])));
        services.TryAddSingleton<ReflectionService>();
        services.TryAddSingleton<AlphaReflectionService>();
        return services;
    }

    /// <summary>Maps both versions, on gRPC's ports only.</summary>
    /// <param name="routes">Where to.</param>
    public static void MapGrpcReflection(this IEndpointRouteBuilder routes)
    {
        routes.MapGrpcService<ReflectionService>().OnSide(ServedSide.Grpc);
        routes.MapGrpcService<AlphaReflectionService>().OnSide(ServedSide.Grpc);
    }
}
