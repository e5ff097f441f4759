using Detector.Decoding;
using Detector.Inference;
using Detector.ModelPackages;
using Detector.Server.Hosting;
using Detector.V1;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace Detector.Server.Analysis;

/// <summary>Which models are served: one, so far.</summary>
/// <param name="package">The one that scores.</param>
/// <param name="analyzer">Says where it runs.</param>
/// <param name="health">Says whether the device is the one that it should be.</param>
/// <param name="decoding">What the server takes in.</param>
internal sealed class ServedModels(
    ModelPackage package, ImageAnalyzer analyzer, ServerHealth health, IOptions<DecodingOptions> decoding)
{
    /// <summary>All of them; the first one scores.</summary>
    public IReadOnlyList<ModelInfo> All() => [Scoring()];

    /// <summary>One of them.</summary>
    /// <param name="name">Name in the manifest; empty for the one that scores.</param>
    /// <exception cref="CallFailedException">No model of that name is served.</exception>
    public ModelInfo Find(string name) => name.Length == 0 || name == package.Manifest.Name
        ? Scoring()
        : throw new CallFailedException(new CallFailure(
            StatusCode.NotFound,
            FailureReason.NoSuchModel,
            $"No model of that name is served; {package.Manifest.Name} is. Leave the name out for it, or ask ListModels.")
        {
            Field = "name",
        });

    private ModelInfo Scoring() => ModelMapper.ToModelInfo(
        package.Manifest, decoding.Value, analyzer.Device, health.Current.Device?.State == DeviceState.Degraded);
}
