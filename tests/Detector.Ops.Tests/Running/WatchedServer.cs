using Detector.Decoding;
using Detector.Server.Tests.Support;
using Detector.Server.Tests.Telemetry;
using Detector.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Detector.Ops.Tests.Running;

/// <summary>
/// The real server, as if built for a GPU whose driver is there and whose CUDA is not: it starts on the fallback and goes on
/// trying. It has room for few tiles, and is under load until it is disposed.
/// </summary>
internal sealed class WatchedServer : IAsyncDisposable
{
    private const string NoSuchGpu = "1000";

    private readonly CancellationTokenSource _stop = new();
    private readonly FakeNvml _nvml;
    private readonly ServerHost _host;
    private readonly Task _load;

    private WatchedServer(FakeNvml nvml, ServerHost host)
    {
        (_nvml, _host) = (nvml, host);
        var decoder = (GatedDecoder)host.Services.GetRequiredService<IImageDecoder>();
        _load = Task.Run(() => new Load(host, decoder).RunAsync(_stop.Token));
    }

    /// <summary>HOST:PORT of /metrics.</summary>
    public string Target => _host.HttpAddress.Authority;

    /// <summary>Ends when the load fails.</summary>
    public Task Load => _load;

    public static async Task<WatchedServer> StartAsync()
    {
        // What a build for CUDA has beside the program, so that a GPU is expected. Nothing to load, where it is not one.
        using (File.Open(Path.Combine(AppContext.BaseDirectory, "libonnxruntime_providers_cuda.so"), FileMode.OpenOrCreate))
        {
        }

        var nvml = new FakeNvml();
        var package = TestPackage.Tiles(TinyModels.Tile(scale: 10, bias: -5))
            .WithGolden(TestPng.Plain(TinyModels.TileSize, TinyModels.TileSize, 255), score: 5);
        return new WatchedServer(nvml, await ServerHost.StartAsync(
            new Dictionary<string, string?>
            {
                ["Batching:MaxQueuedTiles"] = "16",
                ["Inference:Device"] = "Auto",
                ["Inference:CudaDevice"] = NoSuchGpu,
                ["Inference:ProbeSeconds"] = "1",
                ["Telemetry:Gpu:Library"] = nvml.Path,
                ["Telemetry:Gpu:IntervalSeconds"] = "1",
            },
            services => services.AddSingleton<IImageDecoder>(provider =>
                new GatedDecoder(ActivatorUtilities.CreateInstance<VipsImageDecoder>(provider))),
            package));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _load;
        await _host.DisposeAsync();
        _nvml.Dispose();
        _stop.Dispose();
    }
}
