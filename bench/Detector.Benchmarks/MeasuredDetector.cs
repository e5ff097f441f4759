using Detector.Inference;
using Detector.ModelPackages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Detector.Benchmarks;

/// <summary>The detector as a host would have it, without a log.</summary>
internal sealed class MeasuredDetector : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public MeasuredDetector(string modelDirectory)
    {
        var services = new ServiceCollection();
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddDetector();
        services.Configure<DetectorOptions>(options => options.ModelDirectory = modelDirectory);
        _services = services.BuildServiceProvider();
    }

    public ImageAnalyzer Analyzer => Get<ImageAnalyzer>();

    public ModelPackage Package => Get<ModelPackage>();

    public IInferenceBackend Backend => Get<IInferenceBackend>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
