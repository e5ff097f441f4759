using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Detector.Inference;
using Detector.Server.Hosting;
using Detector.Server.Tests.Support;
using Detector.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Detector.Server.Tests.Foreign;

/// <summary>The servers that one script calls, and what it may have done to them.</summary>
internal sealed class ForeignServers : IAsyncDisposable
{
    private const int MaxBytes = 64 << 10;

    private static readonly string Key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
    private static readonly string SlowKey = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    private readonly HeldBackend _backend = new();
    private readonly List<ServerHost> _hosts = [];
    private readonly TestPackage _package = TestPackage.Tiles();
    private ServerHost _open = null!;
    private ServerHost _keyed = null!;
    private ServerHost _held = null!;
    private ServerProcess? _child;
    private Task? _stopping;

    private DrainGate Gate => _held.Services.GetRequiredService<DrainGate>();

    /// <summary>Starts them all.</summary>
    public static async Task<ForeignServers> StartAsync()
    {
        var servers = new ForeignServers();
        try
        {
            // Takes longest to come up.
            var folder = servers._package.Root;
            servers._child = ServerProcess.Start(
                folder, "--grpc", "127.0.0.1:0", "--http", "off", "--device", "cpu", "--model", folder);
            servers._open = await servers.HostAsync(new() { ["Decoding:MaxBytes"] = $"{MaxBytes}" });
            servers._keyed = await servers.HostAsync(new()
            {
                ["Access:Clients:0:Name"] = "partner",
                ["Access:Clients:0:KeyHashes:0"] = Hash(Key),
                ["Access:Clients:1:Name"] = "slow-partner",
                ["Access:Clients:1:KeyHashes:0"] = Hash(SlowKey),
                ["Access:Clients:1:ImagesPerSecond"] = "0.01",
                ["Access:Clients:1:ImageBurst"] = "1",
            });
            servers._held = await servers.HostAsync(
                new() { ["Batching:MaxBatchTiles"] = "1", ["Batching:MaxQueuedTiles"] = "32" },
                services => services.AddSingleton<IInferenceBackend>(servers._backend));
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the script reads first.</summary>
    public async Task<JsonObject> SettingsAsync() => new()
    {
        ["open"] = _open.GrpcAddress.Authority,
        ["keyed"] = _keyed.GrpcAddress.Authority,
        ["held"] = _held.GrpcAddress.Authority,
        ["child"] = await _child!.AddressAsync(),
        ["pid"] = _child.Id,
        ["key"] = Key,
        ["slowKey"] = SlowKey,
        ["maxBytes"] = MaxBytes,
        ["maxMessage"] = MessageLimit.Bytes(new() { MaxBytes = MaxBytes }),
        ["good"] = ForeignPictures.Good(),
        ["bad"] = ForeignPictures.Bad(MaxBytes),
    };

    /// <summary>Does what the script asks for.</summary>
    /// <param name="what">One of the words below.</param>
    public async Task<JsonNode> AnswerAsync(string what)
    {
        switch (what)
        {
            case "hold":
                _backend.Hold();
                return true;
            case "release":
                _backend.Release();
                return true;
            case "in_flight":
                return Gate.InFlight;
            case "queued":
                var load = _held.Services.GetRequiredService<ImageAnalyzer>().Load;
                return load.BulkTiles + load.InteractiveTiles;
            case "drain":
                _stopping = _held.StopAsync();
                return true;
            case "refusing":
                return Gate.Refusing.IsCancellationRequested;
            case "stopped":
                await _stopping!;
                return true;
            case "exit_code":
                return await _child!.ExitAsync();
            default:
                throw new ArgumentOutOfRangeException(nameof(what), what, "The script asks for something unknown.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _backend.Release();
        if (_child is not null)
        {
            await _child.DisposeAsync();
        }

        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        _package.Dispose();
    }

    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private async Task<ServerHost> HostAsync(
        Dictionary<string, string?> settings, Action<IServiceCollection>? change = null)
    {
        var host = await ServerHost.StartAsync(settings, change);
        _hosts.Add(host);
        return host;
    }
}
