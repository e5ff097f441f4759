using Detector.Batching;
using Detector.Inference;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Detector.Tests.Support;

/// <summary>An analyzer as <c>AddDetector</c> builds it, on the CPU, for a package of the test; deletes the package.</summary>
internal sealed class AnalyzerHost : IAsyncDisposable
{
    private readonly TestPackage _package;

    public AnalyzerHost(TestPackage package, Action<IServiceCollection>? before = null, int maxBatchTiles = 8)
    {
        _package = package;
        var services = new ServiceCollection();
        services.AddSingleton(typeof(ILogger<>), typeof(ListLogger<>));
        services.Configure<DetectorOptions>(options => options.ModelDirectory = package.Root);
        services.Configure<InferenceOptions>(options => (options.Device, options.CpuThreads) = (InferenceDevice.Cpu, 1));
        services.Configure<BatchingOptions>(options => options.MaxBatchTiles = maxBatchTiles);
        before?.Invoke(services);
        Services = services.AddDetector().BuildServiceProvider();
        Analyzer = Services.GetRequiredService<ImageAnalyzer>();
    }

    public ServiceProvider Services { get; }

    public ImageAnalyzer Analyzer { get; }

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        _package.Dispose();
    }
}
