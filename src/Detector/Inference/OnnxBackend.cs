using Detector.ModelPackages;
using Microsoft.ML.OnnxRuntime;

namespace Detector.Inference;

/// <summary>Runs a model package through ONNX Runtime on one execution provider.</summary>
public sealed class OnnxBackend : IInferenceBackend
{
    /// <summary>On CUDA, batches are padded up to the next of these.</summary>
    private static readonly int[] CudaShapes = [1, 2, 4, 8, 16, 32, 64];

    private readonly InferenceSession _session;
    private readonly OrtAllocator _allocator;
    private readonly bool _ownsAllocator;
    private readonly RunOptions _runOptions = new();
    private readonly BatchLayout _layout;

    private OnnxBackend(InferenceSession session, ModelPackage package, string device)
    {
        _session = session;
        Device = device;
        var graph = Describe(session);
        GraphCheck.Check(package.Manifest, graph, package.ManifestPath);
        var closed = OutputProbe.Close(session, package.Manifest, new BatchLayout(package.Manifest, graph), graph);
        GraphCheck.Check(package.Manifest, closed, package.ManifestPath);
        _layout = new BatchLayout(package.Manifest, closed);
        (_allocator, _ownsAllocator) = device == CudaName
            ? (new OrtAllocator(session, PageLocked()), true)
            : (OrtAllocator.DefaultInstance, false);
    }

    /// <summary>Name of the CPU device.</summary>
    public const string CpuName = "cpu";

    /// <summary>Name of the CUDA device.</summary>
    public const string CudaName = "cuda";

    /// <inheritdoc/>
    public string Device { get; }

    /// <inheritdoc/>
    public OutputShape Outputs => _layout.Outputs;

    /// <summary>Loads a package's model on the CPU.</summary>
    /// <param name="package">A checked package.</param>
    /// <param name="options">How to run it.</param>
    /// <exception cref="ModelPackageException">The graph does not have what the manifest says.</exception>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime cannot load the model.</exception>
    public static OnnxBackend CreateCpu(ModelPackage package, InferenceOptions options)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(options);
        using var session = NewSession();
        session.IntraOpNumThreads = options.CpuThreads;
        return Create(package, session, CpuName);
    }

    /// <summary>Loads a package's model on a CUDA device.</summary>
    /// <param name="package">A checked package.</param>
    /// <param name="options">How to run it.</param>
    /// <exception cref="ModelPackageException">The graph does not have what the manifest says.</exception>
    /// <exception cref="OnnxRuntimeException">No CUDA provider, no CUDA libraries or no device.</exception>
    public static OnnxBackend CreateCuda(ModelPackage package, InferenceOptions options)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(options);

        // The provider's options load its library, which asks for the logger of the environment.
        _ = OrtEnv.Instance();
        using var cuda = new OrtCUDAProviderOptions();
        cuda.UpdateOptions(new Dictionary<string, string>
        {
            ["device_id"] = $"{options.CudaDevice}",

            // The exhaustive search costs over half a second per new shape; shapes are few but start should be fast.
            ["cudnn_conv_algo_search"] = "HEURISTIC",
        });
        using var session = NewSession();
        session.AppendExecutionProvider_CUDA(cuda);
        return Create(package, session, CudaName);
    }

    /// <inheritdoc/>
    public int PaddedCount(int tiles)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tiles, 1);
        return Device == CudaName ? CudaShapes.FirstOrDefault(shape => shape >= tiles, tiles) : tiles;
    }

    /// <inheritdoc/>
    public InferenceBatch CreateBatch(int capacity) => new OnnxBatch(_session, _allocator, _layout, PaddedCount(capacity));

    /// <inheritdoc/>
    public void Run(InferenceBatch batch, int tiles)
    {
        var bound = ((OnnxBatch)batch).Bind(PaddedCount(tiles));
        bound.SynchronizeBoundInputs();
        try
        {
            _session.RunWithBinding(_runOptions, bound);
        }
        finally
        {
            // Not before the run: it might have been asked to stop already.
            _runOptions.Terminate = false;
        }

        bound.SynchronizeBoundOutputs();
    }

    /// <summary>Asks the run under way to stop between two nodes of the graph; what a kernel is busy with is not broken off.
    /// </summary>
    public void Cancel() => _runOptions.Terminate = true;

    /// <summary>Ends the session. Batches that it made must be gone.</summary>
    public void Dispose()
    {
        _runOptions.Dispose();
        if (_ownsAllocator)
        {
            _allocator.Dispose();
        }

        _session.Dispose();
    }

    private static SessionOptions NewSession()
    {
        var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };

        // Threads that spin between batches would take the cores that decode the next images.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return options;
    }

    private static OnnxBackend Create(ModelPackage package, SessionOptions options, string device)
    {
        InferenceSession session;
        try
        {
            session = new InferenceSession(package.ReadModel(), options);
        }
        catch (OnnxRuntimeException e) when (device == CpuName)
        {
            throw new InvalidOperationException(
                $"{package.ModelPath}: ONNX Runtime cannot load the model on the CPU: {e.Message}", e);
        }

        try
        {
            return new OnnxBackend(session, package, device);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static OrtMemoryInfo PageLocked() =>
        new("CudaPinned", OrtAllocatorType.DeviceAllocator, 0, OrtMemType.CpuOutput);

    private static GraphShapes Describe(InferenceSession session) =>
        new([.. session.InputMetadata.Select(Describe)], [.. session.OutputMetadata.Select(Describe)]);

    private static GraphTensor Describe(KeyValuePair<string, NodeMetadata> node) => new(
        node.Key,
        node.Value.IsTensor && node.Value.ElementType == typeof(float) ? GraphTensor.Float32 : $"{node.Value.ElementType}",
        node.Value.IsTensor ? [.. node.Value.Dimensions.Select(length => (long?)length)] : []);
}
