using System.Net;
using Detector.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace Detector.Load.Wire;

/// <summary>The server under load. Connections are its own and closed with it.</summary>
internal sealed class LoadTarget : IDisposable
{
    private const string KeyHeader = "x-api-key";
    private const int LargestAnswer = 64 << 20;
    private static readonly TimeSpan GreetingLimit = TimeSpan.FromSeconds(30);

    private readonly GrpcChannel[] _channels;

    /// <summary>Prepares connections; nothing is sent yet.</summary>
    /// <param name="address">Such as http://127.0.0.1:50051.</param>
    /// <param name="apiKey">Sent with every call; null for none.</param>
    /// <param name="connections">Calls take turns over so many connections; each opens further ones when its streams
    /// are used up.</param>
    /// <param name="allowRemote">Also servers on other machines.</param>
    /// <exception cref="ArgumentException">No address, or one of another machine that was not allowed.</exception>
    public LoadTarget(string address, string? apiKey = null, int connections = 1, bool allowRemote = false)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException($"--server is '{address}'; write a URL such as http://127.0.0.1:50051.");
        }

        if (!allowRemote && !IsLoopback(uri))
        {
            throw new ArgumentException(
                $"--server is {uri.Host}, which is not this machine. Load on a server that others use is an attack " +
                "on it: add --allow-remote only where it is yours and nobody else needs it.");
        }

        ApiKey = apiKey;
        Address = uri;
        _channels = [.. Enumerable.Range(0, connections).Select(_ => Open(uri))];
    }

    /// <summary>Where it is.</summary>
    public Uri Address { get; }

    /// <summary>Sent with every call.</summary>
    private string? ApiKey { get; }

    /// <summary>The connection for a call.</summary>
    /// <param name="number">Of the call; spreads calls evenly.</param>
    public CallInvoker Invoker(long number) => _channels[number % _channels.Length].CreateCallInvoker();

    /// <summary>Headers of a call; null where there are none.</summary>
    /// <param name="timeout">What is left until the deadline, for the server to know; see
    /// <see cref="TimeoutHandler"/>.</param>
    public Metadata? Headers(TimeSpan? timeout)
    {
        if (timeout is null && ApiKey is null)
        {
            return null;
        }

        var headers = new Metadata();
        if (ApiKey is not null)
        {
            headers.Add(KeyHeader, ApiKey);
        }

        if (timeout is { } left)
        {
            // Rounded up: the server's deadline is never before ours.
            var milliseconds = Math.Max(1, (long)Math.Ceiling(left.TotalMilliseconds));
            headers.Add(TimeoutHandler.CarriedName, FormattableString.Invariant($"{milliseconds}m"));
        }

        return headers;
    }

    /// <summary>Opens the connections and asks which model scores.</summary>
    /// <exception cref="RpcException">The server cannot be reached, or does not let this caller in.</exception>
    public async Task<ModelInfo> GreetAsync(CancellationToken cancellationToken)
    {
        var model = new ModelInfo();
        var deadline = TimeProvider.System.GetUtcNow() + GreetingLimit;
        foreach (var channel in _channels)
        {
            var client = new DetectionService.DetectionServiceClient(channel);
            model = await client.GetModelAsync(
                new GetModelRequest(), Headers(timeout: null), deadline.UtcDateTime, cancellationToken);
        }

        return model;
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        foreach (var channel in _channels)
        {
            channel.Dispose();
        }
    }

    private static bool IsLoopback(Uri uri) =>
        uri.Host == "localhost" || (IPAddress.TryParse(uri.DnsSafeHost, out var address)
            && IPAddress.IsLoopback(address));

    private static GrpcChannel Open(Uri uri) => GrpcChannel.ForAddress(uri, new GrpcChannelOptions
    {
        DisposeHttpClient = true,
        MaxReceiveMessageSize = LargestAnswer,
        MaxSendMessageSize = null,
        HttpHandler = new TimeoutHandler(new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            UseProxy = false,
        }),
    });
}
