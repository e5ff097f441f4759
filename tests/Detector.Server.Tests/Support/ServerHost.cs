using System.Collections;
using Detector.Server.Hosting;
using Detector.Tests.Support;
using Detector.V1;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Detector.Server.Tests.Support;

/// <summary>
/// The whole server as its program puts it together, on free ports of this process, with a tiny model. Deletes the model.
/// </summary>
internal sealed class ServerHost : IAsyncDisposable
{
    private readonly TestPackage _package;
    private readonly List<GrpcChannel> _channels = [];

    private ServerHost(TestPackage package, WebApplication app, LogLines log)
    {
        (_package, App, Log) = (package, app, log);
        var options = app.Services.GetRequiredService<IOptions<ServerOptions>>().Value;
        var scheme = options.Tls.IsOn ? "https" : "http";
        var (grpc, http) = BoundAddresses.Of(app, options);
        GrpcAddress = grpc == ServerEndpoint.Off ? null! : new Uri($"{scheme}://{grpc}");
        HttpAddress = http == ServerEndpoint.Off ? null! : new Uri($"{scheme}://{http}");
    }

    public WebApplication App { get; }

    public LogLines Log { get; }

    /// <summary>Where gRPC listens, as http://127.0.0.1:PORT (https with TLS).</summary>
    public Uri GrpcAddress { get; }

    /// <summary>Where HTTP listens.</summary>
    public Uri HttpAddress { get; }

    public IServiceProvider Services => App.Services;

    /// <summary>A client on a channel of its own per host.</summary>
    public DetectionService.DetectionServiceClient Client => field ??= new(Channel());

    /// <summary>Starts a server.</summary>
    /// <param name="settings">Settings by their full names, such as Server:DrainSeconds; the model is preset.</param>
    /// <param name="change">What else is registered; the last registration wins.</param>
    /// <param name="package">The model; disposed with the host. Null for one that scores the mean of a tile.</param>
    public static async Task<ServerHost> StartAsync(
        IReadOnlyDictionary<string, string?>? settings = null, Action<IServiceCollection>? change = null,
        TestPackage? package = null)
    {
        package ??= TestPackage.Tiles();
        var all = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Server:Grpc"] = "127.0.0.1:0",
            ["Server:Http"] = "127.0.0.1:0",
            ["Detector:ModelDirectory"] = package.Root,
            ["Inference:Device"] = "cpu",
            ["Inference:CpuThreads"] = "1",
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string?>())
        {
            all[name] = value;
        }

        var log = new LogLines();
        try
        {
            var app = DetectorServer.Create(new CommandLine(all), new Hashtable(), builder =>
            {
                var console = builder.Services.Single(service => service.ImplementationType == typeof(ConsoleLoggerProvider));
                builder.Services.Remove(console);
                builder.Logging.AddProvider(log);
                change?.Invoke(builder.Services);
            });
            await ServerProgram.StartAsync(app);
            return new ServerHost(package, app, log);
        }
        catch
        {
            package.Dispose();
            throw;
        }
    }

    /// <summary>A new channel to the server; disposed with the host.</summary>
    public GrpcChannel Channel(GrpcChannelOptions? options = null)
    {
        var channel = GrpcChannel.ForAddress(GrpcAddress, options ?? new GrpcChannelOptions
        {
            MaxReceiveMessageSize = null,
        });
        _channels.Add(channel);
        return channel;
    }

    /// <summary>Stops as on SIGTERM: ends when the drain is over and the connections are closed.</summary>
    public Task StopAsync() => App.StopAsync();

    public async ValueTask DisposeAsync()
    {
        _channels.ForEach(channel => channel.Dispose());
        await App.DisposeAsync();
        _package.Dispose();
    }
}
