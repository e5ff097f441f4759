using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Detector.Server.Hosting;

/// <summary>Where a started server listens, with the ports that it was given.</summary>
internal static class BoundAddresses
{
    /// <summary>HOST:PORT of gRPC and of HTTP, or off.</summary>
    /// <param name="app">A started server.</param>
    /// <param name="options">What was asked for.</param>
    public static (string Grpc, string Http) Of(WebApplication app, ServerOptions options)
    {
        // Kestrel keeps the order in which the endpoints were added: gRPC first.
        var bound = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses
            .Select(address => new Uri(address.Replace("[::]", "localhost", StringComparison.Ordinal)).Port).ToList() ?? [];
        return (Take(options.Grpc, bound), Take(options.Http, bound));
    }

    private static string Take(string setting, List<int> ports)
    {
        if (!ServerEndpoint.TryParse(setting, out var endpoint) || ports.Count == 0)
        {
            return ServerEndpoint.Off;
        }

        var port = ports[0];
        ports.RemoveAt(0);
        return (endpoint with { Port = port }).ToString();
    }
}
