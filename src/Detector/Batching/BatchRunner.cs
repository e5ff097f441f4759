using System.Diagnostics;
using Detector.Inference;
using Detector.Telemetry;
using Microsoft.Extensions.Logging;

namespace Detector.Batching;

/// <summary>Runs formed batches and hands the outputs to their images. A failed batch is taken apart, so that one poisonous
/// image does not fail its neighbours.</summary>
internal sealed class BatchRunner(
    IInferenceBackend backend, ThroughputMeter meter, DetectorMetrics metrics, TimeProvider time, ILogger logger)
{
    private readonly RepeatLimit _batchFailures = new(time);
    private readonly RepeatLimit _imageFailures = new(time);

    /// <summary>Runs one batch; the outputs of one that failed are handed out on the way. Throws nothing: a loop that died here
    /// would leave every image waiting for ever.</summary>
    public void Run(TileBatch batch)
    {
        foreach (var slice in batch.Slices)
        {
            slice.Image.Start();
        }

        using var span = BatchSpan.Start(batch);
        try
        {
            var device = backend.Device;
            var start = time.GetTimestamp();
            Infer(batch.Buffers, batch.Tiles);
            var elapsed = time.GetElapsedTime(start);
            meter.RecordBatch(device, backend.Device, backend.PaddedCount(batch.Tiles), elapsed);
            metrics.BatchRan(backend.Device, batch.Tiles, elapsed);
            span?.SetTag(TagNames.Device, backend.Device);
        }
        catch (Exception e)
        {
            span?.SetStatus(ActivityStatusCode.Error);
            if (_batchFailures.Allows(logger))
            {
                logger.BatchFailed(e, batch.Tiles, batch.Slices.Count, backend.Device);
            }

            RetryAlone(batch);
            batch.Clear();
        }
    }

    /// <summary>Gives every member its outputs.</summary>
    public static void HandOut(TileBatch batch)
    {
        foreach (var slice in batch.Slices)
        {
            slice.Image.Deliver(batch.Buffers, slice, batch.Tiles);
        }
    }

    /// <summary>Each member once more, with nobody beside it; the pixels are still there since no caller was answered.</summary>
    private void RetryAlone(TileBatch batch)
    {
        foreach (var slice in batch.Slices)
        {
            try
            {
                Retry(batch, slice with { Slot = 0 });
            }
            catch (Exception e)
            {
                if (_imageFailures.Allows(logger))
                {
                    logger.ImageFailed(e, slice.Image.TileCount, backend.Device);
                }

                slice.Image.Fail(slice, new AnalysisException(
                    AnalysisErrorReason.InferenceFailed,
                    $"The model failed on this image on {backend.Device}, in a batch and alone: {e.Message} Try again; if it " +
                    "fails again, run 'model verify' on the package.", e));
            }
        }
    }

    private void Retry(TileBatch batch, BatchSlice alone)
    {
        batch.Write(alone);
        Infer(batch.Buffers, alone.Count);
        alone.Image.Deliver(batch.Buffers, alone, alone.Count);
    }

    private void Infer(InferenceBatch buffers, int tiles)
    {
        backend.Run(buffers, tiles);
        var shape = backend.Outputs;
        if (buffers.Scores.Length < tiles * shape.ScoreWidth || buffers.Maps.Length < tiles * shape.MapCells)
        {
            throw new InvalidOperationException(
                $"The backend gave {buffers.Scores.Length} scores and {buffers.Maps.Length} map cells for {tiles} tiles; " +
                $"needed are {tiles * shape.ScoreWidth} and {tiles * shape.MapCells}.");
        }
    }
}
