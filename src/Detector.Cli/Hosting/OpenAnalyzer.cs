using Detector.Decoding;
using Detector.Inference;
using Detector.ModelPackages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Detector.Cli.Hosting;

/// <summary>Which model, and where it runs.</summary>
/// <param name="ModelDirectory">Folder of the package; null for the bundled one.</param>
/// <param name="Device">Where the model runs.</param>
/// <param name="Verbose">Log information, and exceptions in full.</param>
internal sealed record AnalyzerChoice(string? ModelDirectory, InferenceDevice Device, bool Verbose)
{
    /// <summary>Servers that score; null for this process.</summary>
    public ServerChoice? Server { get; init; }
}

/// <summary>A model, loaded here or on servers, ready to score. The caller disposes it.</summary>
/// <param name="analyze">Scores one image.</param>
/// <param name="maxBytes">Largest encoded image in bytes.</param>
/// <param name="hasMap">Whether the model draws maps.</param>
/// <param name="owner">What to free with it; null for nothing.</param>
internal sealed class OpenAnalyzer(AnalyzeImage analyze, int maxBytes, bool hasMap, IAsyncDisposable? owner = null)
    : IAsyncDisposable
{
    /// <summary>Scores one image.</summary>
    public AnalyzeImage Analyze { get; } = analyze;

    /// <summary>Largest encoded image in bytes.</summary>
    public int MaxBytes { get; } = maxBytes;

    /// <summary>Whether the model draws maps.</summary>
    public bool HasMap { get; } = hasMap;

    /// <summary>What the package says of itself; null where servers have it.</summary>
    public ModelManifest? Manifest { get; init; }

    /// <summary>Loads the model, or connects to the servers that have it.</summary>
    /// <param name="choice">Which one, where.</param>
    /// <param name="errors">Where warnings go.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ModelPackageException">The package is refused.</exception>
    /// <exception cref="InvalidOperationException">No device or server can be used, or the model cannot be loaded.</exception>
    public static Task<OpenAnalyzer> OpenAsync(
        AnalyzerChoice choice, ErrorLines errors, CancellationToken cancellationToken) =>
        choice.Server is { } server ? ServerAnalyzer.OpenAsync(server, cancellationToken) : LoadAsync(choice, errors);

    /// <summary>Loads the model into this process.</summary>
    /// <param name="choice">Which one.</param>
    /// <param name="errors">Where warnings go.</param>
    /// <exception cref="ModelPackageException">The package is refused.</exception>
    /// <exception cref="InvalidOperationException">No device can be used, or the model cannot be loaded.</exception>
    public static async Task<OpenAnalyzer> LoadAsync(AnalyzerChoice choice, ErrorLines errors)
    {
        var provider = Services(choice, errors);
        try
        {
            var analyzer = provider.GetRequiredService<ImageAnalyzer>();
            var manifest = provider.GetRequiredService<ModelPackage>().Manifest;
            return new OpenAnalyzer(
                analyzer.AnalyzeAsync,
                provider.GetRequiredService<IOptions<DecodingOptions>>().Value.MaxBytes,
                manifest.Outputs.Map is not null,
                provider)
            {
                Manifest = manifest,
            };
        }
        catch
        {
            await provider.DisposeAsync();
            throw;
        }
    }

    /// <summary>The library's services, for a command that needs only some.</summary>
    /// <param name="choice">Which model.</param>
    /// <param name="errors">Where warnings go.</param>
    public static ServiceProvider Services(AnalyzerChoice choice, ErrorLines errors)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging
            .SetMinimumLevel(choice.Verbose ? LogLevel.Information : LogLevel.Warning)
            .AddProvider(new ErrorLinesLoggerProvider(errors, choice.Verbose)));
        services.AddDetector();
        services.Configure<InferenceOptions>(inference => inference.Device = choice.Device);
        if (choice.ModelDirectory is { } directory)
        {
            services.Configure<DetectorOptions>(detector => detector.ModelDirectory = directory);
        }

        return services.BuildServiceProvider();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => owner?.DisposeAsync() ?? ValueTask.CompletedTask;
}
