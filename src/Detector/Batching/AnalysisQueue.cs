using Detector.Decoding;
using Detector.Inference;
using Detector.Preprocessing;
using Detector.Telemetry;
using Microsoft.Extensions.Logging;

namespace Detector.Batching;

/// <summary>Everything that images in flight share: the door, the memory for pixels, the workers, and the batches.</summary>
internal sealed class AnalysisQueue : IAsyncDisposable
{
    /// <summary>Starts the workers and the batcher.</summary>
    /// <param name="backend">The device; not owned.</param>
    /// <param name="writer">Writes tiles the way the model's input wants them.</param>
    /// <param name="options">Limits.</param>
    /// <param name="pixelBytes">Decoded pixels held at once, bytes.</param>
    /// <param name="metrics">Where batches are counted, and what waits is told.</param>
    /// <param name="time">Clock.</param>
    /// <param name="logger">Log.</param>
    public AnalysisQueue(
        IInferenceBackend backend, TensorWriter writer, BatchingOptions options, long pixelBytes,
        DetectorMetrics metrics, TimeProvider time, ILogger<TileBatcher> logger)
    {
        Meter = new ThroughputMeter(time);
        Pixels = new PixelBudget(pixelBytes);
        Workers = new LaneWorkers(options.Workers > 0 ? options.Workers : Environment.ProcessorCount);
        Batcher = new TileBatcher(backend, writer, options, Meter, metrics, time, logger);
        Admission = new Admission(options, Meter, () => Batcher.LargestBatch, time);
        metrics.Watch(Admission);
    }

    /// <summary>Who is let in.</summary>
    public Admission Admission { get; }

    /// <summary>Memory for decoded pixels.</summary>
    public PixelBudget Pixels { get; }

    /// <summary>Threads for the work of the processor.</summary>
    public LaneWorkers Workers { get; }

    /// <summary>The device's batches.</summary>
    public TileBatcher Batcher { get; }

    /// <summary>What things take.</summary>
    public ThroughputMeter Meter { get; }

    /// <summary>Lets nobody in any more, finishes those who are, and frees the buffers and threads.</summary>
    public async ValueTask DisposeAsync()
    {
        await Admission.CloseAsync();
        await Batcher.DisposeAsync();
        Workers.Dispose();
    }
}
