using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;
using Grpc.Net.Client.Configuration;

namespace Detector.Client;

/// <summary>Opens the channel of a client: to one server, or round robin among those of several that can be reached.</summary>
internal static class ServerChannel
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstReconnect = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestReconnect = TimeSpan.FromSeconds(1);

    /// <summary>Opens it; connects with the first call.</summary>
    /// <param name="options">Checked options.</param>
    /// <exception cref="ArgumentException">The file of roots is no PEM file of certificates.</exception>
    public static GrpcChannel Open(DetectorClientOptions options)
    {
        var servers = options.Servers.Select(server => new Uri(server)).ToArray();
        var channel = new GrpcChannelOptions
        {
            HttpHandler = Handler(options),
            DisposeHttpClient = true,
            MaxReceiveMessageSize = options.MaxMessageBytes,
            MaxSendMessageSize = options.MaxMessageBytes,
            InitialReconnectBackoff = FirstReconnect,
            MaxReconnectBackoff = LongestReconnect,
        };
        if (servers.Length == 1)
        {
            return GrpcChannel.ForAddress(servers[0], channel);
        }

        channel.Credentials = servers[0].Scheme == Uri.UriSchemeHttps ? new SslCredentials() : ChannelCredentials.Insecure;
        channel.ServiceProvider = new Resolvers(new StaticResolverFactory(
            _ => servers.Select(server => new BalancerAddress(server.DnsSafeHost, server.Port))));
        channel.ServiceConfig = new ServiceConfig { LoadBalancingConfigs = { new RoundRobinConfig() } };
        return GrpcChannel.ForAddress("static:///servers", channel);
    }

    private static SocketsHttpHandler Handler(DetectorClientOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = ConnectTimeout,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = options.PingInterval,
            KeepAlivePingTimeout = options.PingInterval,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,

            // Servers are named by address; a proxy between would hide which of them can be reached.
            UseProxy = false,
        };
        if (options.ClientCertificate is { } certificate)
        {
            handler.SslOptions.ClientCertificates = [certificate];
        }

        if (Roots(options) is { } roots)
        {
            handler.SslOptions.CertificateChainPolicy = OnlyFrom(roots);
        }

        return handler;
    }

    private static X509ChainPolicy OnlyFrom(X509Certificate2Collection roots)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,

            // A root of one's own seldom has a list of revoked certificates.
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }

    private static X509Certificate2Collection? Roots(DetectorClientOptions options)
    {
        if (options.CaFile is null && options.TrustedRoots is null)
        {
            return null;
        }

        var roots = new X509Certificate2Collection();
        roots.AddRange(options.TrustedRoots ?? []);
        if (options.CaFile is { } file)
        {
            try
            {
                roots.ImportFromPemFile(file);
            }
            catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
            {
                throw new ArgumentException($"CaFile {file} cannot be read: {e.Message}", e);
            }
        }

        return roots.Count > 0
            ? roots
            : throw new ArgumentException("CaFile and TrustedRoots hold no certificate: no server would be trusted.");
    }

    /// <summary>All that the channel asks for of a container.</summary>
    private sealed class Resolvers(ResolverFactory factory) : IServiceProvider
    {
        public object? GetService(Type serviceType) =>
            serviceType == typeof(IEnumerable<ResolverFactory>) ? new[] { factory } : null;
    }
}
