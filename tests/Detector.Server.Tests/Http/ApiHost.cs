using Detector.Server.Hosting;
using Detector.Server.Tests.Support;
using Detector.Tests.Support;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Detector.Server.Tests.Http;

/// <summary>The whole server, with a client for HTTP.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    private readonly ServerHost _server;

    private ApiHost(ServerHost server)
    {
        _server = server;
        Client = new HttpClient { BaseAddress = server.HttpAddress };
        Channel = server.Channel();
    }

    public Uri GrpcAddress => _server.GrpcAddress;

    public Uri HttpAddress => _server.HttpAddress;

    public HttpClient Client { get; }

    public GrpcChannel Channel { get; }

    public IServiceProvider Services => _server.Services;

    public LogLines Log => _server.Log;

    public ServerHealth Health => Services.GetRequiredService<ServerHealth>();

    public IReadOnlyList<RouteEndpoint> Endpoints =>
        [.. Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    public static async Task<ApiHost> StartAsync(
        Action<IServiceCollection>? change = null, int maxBytes = 1 << 20, TestPackage? package = null)
    {
        var settings = new Dictionary<string, string?> { ["Decoding:MaxBytes"] = $"{maxBytes}" };
        return new ApiHost(await ServerHost.StartAsync(settings, change, package));
    }

    public Task StopAsync() => _server.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
    }
}
