using Detector.Batching;
using Detector.Decoding;
using Detector.Inference;
using Detector.ModelPackages;
using Detector.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Detector.Tests;

public sealed class DetectorServiceCollectionExtensionsTests
{
    [Fact]
    public async Task AddDetector_Defaults_GiveOneAnalyzer()
    {
        await using var host = new AnalyzerHost(TestPackage.Tiles());

        Assert.Same(host.Analyzer, host.Services.GetRequiredService<ImageAnalyzer>());
        Assert.Same(TimeProvider.System, host.Services.GetRequiredService<TimeProvider>());
        var backend = Assert.IsType<ResilientBackend>(host.Services.GetRequiredService<IInferenceBackend>());
        Assert.Equal(DeviceState.Healthy, backend.State);
    }

    [Fact]
    public async Task AddDetector_OwnServicesBefore_AreKept()
    {
        using var time = new ManualTimeProvider();
        var decoder = new TestPngDecoder();
        await using var host = new AnalyzerHost(TestPackage.Tiles(), services => services
            .AddSingleton<IImageDecoder>(decoder)
            .AddSingleton<TimeProvider>(time));

        Assert.Same(decoder, host.Services.GetRequiredService<IImageDecoder>());
        Assert.Equal(TimeSpan.Zero, (await host.Analyzer.AnalyzeAsync(TestPng.Plain(64, 64, 1))).Timings.Total);
    }

    [Fact]
    public async Task AddDetector_ValueOutOfRange_NamesTheOption()
    {
        await using var services = Build(collection =>
        {
            collection.Configure<BatchingOptions>(options => options.MaxBatchTiles = -1);
            collection.Configure<InferenceOptions>(options => options.CudaGoldenTolerance = -1);
            collection.Configure<DetectorOptions>(options => options.ModelDirectory = string.Empty);
        });

        AssertNames<BatchingOptions>(nameof(BatchingOptions.MaxBatchTiles));
        AssertNames<InferenceOptions>(nameof(InferenceOptions.CudaGoldenTolerance));
        AssertNames<DetectorOptions>(nameof(DetectorOptions.ModelDirectory));

        void AssertNames<T>(string property)
            where T : class
        {
            var refusal = Assert.Throws<OptionsValidationException>(
                () => services.GetRequiredService<IOptions<T>>().Value);
            Assert.Contains(property, refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task AddDetector_NoPackage_SaysWhichFolderIsMissing()
    {
        var nowhere = Path.Combine(AppContext.BaseDirectory, "packages", "none");
        await using var services = Build(
            collection => collection.Configure<DetectorOptions>(options => options.ModelDirectory = nowhere));

        var refusal = Assert.Throws<ModelPackageException>(() => services.GetRequiredService<ImageAnalyzer>());

        Assert.Equal(nowhere, refusal.File);
    }

    private static ServiceProvider Build(Action<IServiceCollection> configure)
    {
        var collection = new ServiceCollection();
        collection.AddSingleton(typeof(ILogger<>), typeof(ListLogger<>));
        configure(collection);
        return collection.AddDetector().BuildServiceProvider();
    }
}
