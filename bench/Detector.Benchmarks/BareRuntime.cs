using Detector.Inference;
using Detector.ModelPackages;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Detector.Benchmarks;

/// <summary>
/// ONNX Runtime with its default settings on a tensor that lies ready: the most that a machine can give, and the
/// measure for everything around it.
/// </summary>
internal sealed class BareRuntime : IDisposable
{
    private readonly ModelManifest _manifest;
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();

    public BareRuntime(ModelPackage package, string device)
    {
        _manifest = package.Manifest;
        using var options = new SessionOptions();
        if (device == OnnxBackend.CudaName)
        {
            options.AppendExecutionProvider_CUDA();
        }

        _session = new InferenceSession(package.ReadModel(), options);
    }

    /// <summary>Noise in the model's value range.</summary>
    public OrtValue CreateInput(int tiles)
    {
        var size = _manifest.Framing.Size;
        long[] shape = _manifest.Input.Layout == TensorLayout.Nchw ? [tiles, 3, size, size] : [tiles, size, size, 3];
        var input = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorElementType.Float, shape);
        var random = new Random(1);
        foreach (ref var value in input.GetTensorMutableDataAsSpan<float>())
        {
            value = random.NextSingle();
        }

        return input;
    }

    public void Run(OrtValue input)
    {
        using var outputs = _session.Run(_runOptions, [_manifest.Input.Name], [input], _session.OutputNames);
    }

    public void Dispose()
    {
        _runOptions.Dispose();
        _session.Dispose();
    }
}
