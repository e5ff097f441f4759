using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Detector.Server.Http;

/// <summary>
/// Which of the two sides of the server a port or an endpoint belongs to: each is served on its own port only, so that
/// an operator can open one to others without the other. A feature of connections and metadata of endpoints.
/// </summary>
internal sealed class ServedSide
{
    private ServedSide()
    {
    }

    /// <summary>gRPC.</summary>
    public static ServedSide Grpc { get; } = new();

    /// <summary>HTTP.</summary>
    public static ServedSide Http { get; } = new();
}

/// <summary>Says which side ports and endpoints belong to.</summary>
internal static class ServedSideExtensions
{
    /// <summary>All connections of this port belong to a side.</summary>
    /// <param name="port">The port.</param>
    /// <param name="side">The side.</param>
    public static void Serve(this ListenOptions port, ServedSide side)
    {
        port.Use((connection, next) =>
        {
            connection.Features.Set(side);
            return next();
        });
    }

    /// <summary>These endpoints are found on ports of a side only, and on ports that belong to none.</summary>
    /// <param name="endpoints">The endpoints.</param>
    /// <param name="side">The side.</param>
    public static TBuilder OnSide<TBuilder>(this TBuilder endpoints, ServedSide side)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.WithMetadata(side);
        return endpoints;
    }
}
