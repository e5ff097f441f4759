using System.IO.Compression;
using Detector.Decoding;
using Detector.Server.Hosting;
using Detector.Server.Http;
using Grpc.AspNetCore.Server;
using Microsoft.Extensions.Options;

namespace Detector.Server.Rpc;

/// <summary>The gRPC side of the server.</summary>
internal static class RpcServiceExtensions
{
    /// <summary>Adds gRPC with its limits, errors and compression.</summary>
    /// <param name="services">Where to.</param>
    public static IServiceCollection AddRpc(this IServiceCollection services)
    {
        services.AddSingleton<FailureInterceptor>();
        services.AddSingleton<DetectionService>();
        services.AddGrpc();
        services.AddOptions<GrpcServiceOptions>().Configure<IOptions<DecodingOptions>>(Configure);
        return services;
    }

    /// <summary>Maps the contract.</summary>
    /// <param name="app">The server.</param>
    public static void MapRpc(this WebApplication app)
    {
        app.UseMiddleware<StatusDetailsMiddleware>();
        app.MapGrpcService<DetectionService>().OnSide(ServedSide.Grpc);
    }

    private static void Configure(GrpcServiceOptions options, IOptions<DecodingOptions> decoding)
    {
        options.MaxReceiveMessageSize = MessageLimit.Bytes(decoding.Value);

        // Maps and overlays are as large as the picture makes them.
        options.MaxSendMessageSize = null;
        options.ResponseCompressionAlgorithm = "gzip";
        options.ResponseCompressionLevel = CompressionLevel.Fastest;
        options.EnableDetailedErrors = false;
        options.Interceptors.Add<FailureInterceptor>();
    }
}
