using BenchmarkDotNet.Attributes;
using Detector.Inference;
using Microsoft.ML.OnnxRuntime;

namespace Detector.Benchmarks;

/// <summary>
/// The model on batches of several sizes. All figures are per tile, so the ratio says what a batch saves; the bare
/// runtime beside it says what our settings cost.
/// </summary>
[MemoryDiagnoser]
public class InferenceBenchmarks
{
    private const int Largest = 16;

    private MeasuredDetector? _detector;
    private IInferenceBackend? _backend;
    private InferenceBatch? _batch;
    private BareRuntime? _bare;
    private OrtValue? _input;

    [GlobalSetup]
    public void Setup()
    {
        _detector = new MeasuredDetector(ModelLocation.Directory);
        _backend = _detector.Backend;
        _batch = _backend.CreateBatch(Largest);
        _bare = new BareRuntime(_detector.Package, _backend.Device);
        _input = _bare.CreateInput(Largest);
        _input.GetTensorDataAsSpan<float>().CopyTo(_batch.Input);
    }

    [GlobalCleanup]
    public async Task Cleanup()
    {
        _input!.Dispose();
        _bare!.Dispose();
        _batch!.Dispose();
        await _detector!.DisposeAsync();
    }

    [Benchmark(Baseline = true)]
    public void Batch1() => _backend!.Run(_batch!, 1);

    [Benchmark(OperationsPerInvoke = 2)]
    public void Batch2() => _backend!.Run(_batch!, 2);

    [Benchmark(OperationsPerInvoke = 4)]
    public void Batch4() => _backend!.Run(_batch!, 4);

    [Benchmark(OperationsPerInvoke = 8)]
    public void Batch8() => _backend!.Run(_batch!, 8);

    [Benchmark(OperationsPerInvoke = Largest)]
    public void Batch16() => _backend!.Run(_batch!, Largest);

    [Benchmark(OperationsPerInvoke = Largest)]
    public void BareRuntimeBatch16() => _bare!.Run(_input!);
}
