using Detector.Batching;
using Detector.Decoding;
using Detector.Inference;
using Detector.ModelPackages;
using Detector.Preprocessing;
using Detector.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Detector;

/// <summary>Registers the detector.</summary>
public static class DetectorServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="ImageAnalyzer"/> and all that it needs. Options: <see cref="DetectorOptions"/>,
    /// <see cref="DecodingOptions"/>, <see cref="BatchingOptions"/>, <see cref="InferenceOptions"/>; validated at first
    /// use, and by a host at start. Logging must be registered.
    /// </summary>
    /// <param name="services">The services.</param>
    public static IServiceCollection AddDetector(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.TryAddSingleton<DetectorMetrics>();
        services.AddDecoding();
        services.AddValidated<DetectorOptions, DetectorOptionsValidator>();
        services.AddValidated<BatchingOptions, BatchingOptionsValidator>();
        services.AddValidated<InferenceOptions, InferenceOptionsValidator>();
        services.TryAddSingleton(s => ModelPackage.Load(Value<DetectorOptions>(s).ModelDirectory));
        services.TryAddSingleton<IInferenceBackend>(OpenBackend);
        services.TryAddSingleton(StartQueue);
        services.TryAddSingleton(s => new ImageAnalyzer(
            s.GetRequiredService<ModelPackage>(), s.GetRequiredService<IImageDecoder>(),
            s.GetRequiredService<IInferenceBackend>(), s.GetRequiredService<AnalysisQueue>(),
            s.GetRequiredService<DetectorMetrics>(), s.GetRequiredService<TimeProvider>()));
        return services;
    }

    private static ResilientBackend OpenBackend(IServiceProvider services) => new BackendFactory(
        services.GetRequiredService<ModelPackage>(), Value<InferenceOptions>(services),
        services.GetRequiredService<IImageDecoder>(), services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<DetectorMetrics>(), services.GetRequiredService<ILogger<BackendFactory>>())
        .Create(Value<BatchingOptions>(services).TilesOn);

    private static AnalysisQueue StartQueue(IServiceProvider services)
    {
        var manifest = services.GetRequiredService<ModelPackage>().Manifest;
        return new AnalysisQueue(
            services.GetRequiredService<IInferenceBackend>(), new TensorWriter(manifest.Input, manifest.Framing.Size),
            Value<BatchingOptions>(services), Value<DetectorOptions>(services).PixelBudgetBytes,
            services.GetRequiredService<DetectorMetrics>(), services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<TileBatcher>>());
    }

    /// <summary>Registers options whose attributes are checked at first use, and by a host at start.</summary>
    internal static void AddValidated<TOptions, TValidator>(this IServiceCollection services)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        services.AddOptions<TOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>, TValidator>());
    }

    private static T Value<T>(IServiceProvider services)
        where T : class => services.GetRequiredService<IOptions<T>>().Value;
}
