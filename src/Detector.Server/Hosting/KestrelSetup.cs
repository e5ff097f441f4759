using Detector.Decoding;
using Detector.Server.Http;
using Detector.Server.Security;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;

namespace Detector.Server.Hosting;

/// <summary>Where Kestrel listens, and its limits.</summary>
/// <param name="server">The settings.</param>
/// <param name="decoding">How large pictures may be.</param>
/// <param name="clients">Judges client certificates.</param>
internal sealed class KestrelSetup(
    IOptions<ServerOptions> server, IOptions<DecodingOptions> decoding, ClientCertificates clients)
    : IConfigureOptions<KestrelServerOptions>
{
    private static readonly TimeSpan SlowSenderGrace = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        SetLimits(options.Limits, server.Value);
        options.Limits.MaxRequestBodySize = MessageLimit.Bytes(decoding.Value);
        var certificate = server.Value.Tls.IsOn ? HttpsOptions(server.Value.Tls) : null;
        Listen(options, server.Value.Grpc, HttpProtocols.Http2, certificate, ServedSide.Grpc);
        var http = certificate is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
        Listen(options, server.Value.Http, http, certificate, ServedSide.Http);
    }

    private static void SetLimits(KestrelServerLimits limits, ServerOptions options)
    {
        limits.MaxConcurrentConnections = options.MaxConcurrentConnections;
        limits.MaxRequestHeadersTotalSize = options.MaxHeaderBytes;
        limits.MaxRequestHeaderCount = options.MaxHeaders;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(options.HeaderSeconds);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(options.KeepAliveSeconds);
        limits.MinRequestBodyDataRate = options.MinRequestBodyBytesPerSecond > 0
            ? new MinDataRate(options.MinRequestBodyBytesPerSecond, SlowSenderGrace)
            : null;
        limits.Http2.MaxStreamsPerConnection = options.MaxStreamsPerConnection;
        limits.Http2.MaxRequestHeaderFieldSize = Math.Min(options.MaxHeaderBytes, 16 * 1024);
        limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(options.PingSeconds);
    }

    private HttpsConnectionAdapterOptions HttpsOptions(TlsOptions tls)
    {
        var (certificate, chain) = ServerCertificate.Load(tls);
        var https = new HttpsConnectionAdapterOptions { ServerCertificate = certificate, ServerCertificateChain = chain };
        clients.Apply(https);
        return https;
    }

    private static void Listen(
        KestrelServerOptions options, string setting, HttpProtocols protocols, HttpsConnectionAdapterOptions? https,
        ServedSide side)
    {
        if (!ServerEndpoint.TryParse(setting, out var endpoint))
        {
            return;
        }

        foreach (var address in endpoint.Addresses)
        {
            options.Listen(address, endpoint.Port, listen =>
            {
                listen.Protocols = protocols;
                listen.Serve(side);
                if (https is not null)
                {
                    listen.UseHttps(https);
                }
            });
        }
    }
}
