using Detector.ModelPackages;
using Microsoft.ML.OnnxRuntime;

namespace Detector.Inference;

/// <summary>Runs a model package through ONNX Runtime on one execution provider.</summary>
public sealed class OnnxBackend : IInferenceBackend
{
    /// <summary>On CUDA, batches are padded up to the next of these.</summary>
    private static readonly int[] CudaShapes = [1, 2, 4, 8, 16, 32, 64];

    private readonly InferenceSession _session;
    private readonly InferenceSession? _narrow;
    private readonly RunLanes? _lanes;
    private readonly OrtAllocator _allocator;
    private readonly bool _ownsAllocator;
    private readonly RunOptions _runOptions = new();
    private readonly BatchLayout _layout;

    private OnnxBackend(InferenceSession session, InferenceSession? narrow, int lanes, ModelPackage package, string device)
    {
        _session = session;
        _narrow = narrow;
        Device = device;
        var graph = Describe(session);
        GraphCheck.Check(package.Manifest, graph, package.ManifestPath);
        var closed = OutputProbe.Close(session, package.Manifest, new BatchLayout(package.Manifest, graph), graph);
        GraphCheck.Check(package.Manifest, closed, package.ManifestPath);
        _layout = new BatchLayout(package.Manifest, closed);
        (_allocator, _ownsAllocator) = device == CudaName
            ? (new OrtAllocator(session, PageLocked()), true)
            : (OrtAllocator.DefaultInstance, false);
        _lanes = narrow is null ? null : new RunLanes(lanes);
    }

    /// <summary>Name of the CPU device.</summary>
    public const string CpuName = "cpu";

    /// <summary>Name of the CUDA device.</summary>
    public const string CudaName = "cuda";

    /// <inheritdoc/>
    public string Device { get; }

    /// <inheritdoc/>
    public OutputShape Outputs => _layout.Outputs;

    /// <summary>Loads a package's model on the CPU: twice where it has several threads, once for all of them together and once
    /// for one thread, of which as many run side by side, a part of the batch each.</summary>
    /// <param name="package">A checked package.</param>
    /// <param name="options">How to run it.</param>
    /// <exception cref="ModelPackageException">The graph does not have what the manifest says.</exception>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime cannot load the model.</exception>
    public static OnnxBackend CreateCpu(ModelPackage package, InferenceOptions options)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(options);
        var threads = options.CpuThreads > 0 ? options.CpuThreads : Environment.ProcessorCount;
        using var wide = NewSession();
        wide.IntraOpNumThreads = threads;
        using var narrow = NewSession();
        narrow.IntraOpNumThreads = 1;
        return Create(package, wide, threads > 1 ? narrow : null, threads, CpuName);
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
        return Create(package, session, narrow: null, lanes: 1, CudaName);
    }

    /// <inheritdoc/>
    public int PaddedCount(int tiles)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tiles, 1);
        return Device == CudaName ? CudaShapes.FirstOrDefault(shape => shape >= tiles, tiles) : tiles;
    }

    /// <inheritdoc/>
    public InferenceBatch CreateBatch(int capacity) => new OnnxBatch(_allocator, _layout, PaddedCount(capacity));

    /// <inheritdoc/>
    public void Run(InferenceBatch batch, int tiles)
    {
        var buffers = (OnnxBatch)batch;
        try
        {
            if (_lanes is { } lanes && tiles >= lanes.Count)
            {
                // Lane i takes the tiles from i/n to (i+1)/n of the batch.
                lanes.Run(i => Run(_narrow!, buffers, tiles * i / lanes.Count, tiles * (i + 1) / lanes.Count));
            }
            else
            {
                Run(_session, buffers, 0, PaddedCount(tiles));
            }
        }
        finally
        {
            // Not before the run: it might have been asked to stop already.
            _runOptions.Terminate = false;
        }
    }

    private void Run(InferenceSession session, OnnxBatch buffers, int first, int end)
    {
        var bound = buffers.Bind(session, first, end - first);
        bound.SynchronizeBoundInputs();
        session.RunWithBinding(_runOptions, bound);
        bound.SynchronizeBoundOutputs();
    }

    /// <summary>Asks the run under way to stop between two nodes of the graph; what a kernel is busy with is not broken off.
    /// </summary>
    public void Cancel() => _runOptions.Terminate = true;

    /// <summary>Ends the session. Batches that it made must be gone.</summary>
    public void Dispose()
    {
        _lanes?.Dispose();
        _runOptions.Dispose();
        if (_ownsAllocator)
        {
            _allocator.Dispose();
        }

        _narrow?.Dispose();
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

    private static OnnxBackend Create(
        ModelPackage package, SessionOptions options, SessionOptions? narrow, int lanes, string device)
    {
        InferenceSession? session = null;
        InferenceSession? second = null;
        try
        {
            var model = package.ReadModel();
            session = new InferenceSession(model, options);
            second = narrow is null ? null : new InferenceSession(model, narrow);
            return new OnnxBackend(session, second, lanes, package, device);
        }
        catch (Exception e)
        {
            second?.Dispose();
            var isLoading = session is null || (narrow is not null && second is null);
            session?.Dispose();
            if (isLoading && e is OnnxRuntimeException && device == CpuName)
            {
                throw new InvalidOperationException(
                    $"{package.ModelPath}: ONNX Runtime cannot load the model on the CPU: {e.Message}", e);
            }

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
