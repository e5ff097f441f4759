using Detector.Inference;
using Detector.Preprocessing;
using Detector.Telemetry;
using Microsoft.Extensions.Logging;

namespace Detector.Batching;

/// <summary>Runs formed batches and hands the outputs to their images. A failed batch is taken apart, so that one poisonous
/// image does not fail its neighbours.</summary>
internal sealed class BatchRunner(IInferenceBackend backend, TensorWriter writer, ILogger logger)
{
    public void Run(TileBatch batch)
    {
        foreach (var slice in batch.Slices)
        {
            slice.Image.Start();
        }

        try
        {
            backend.Run(batch.Buffers, batch.Tiles);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            logger.BatchFailed(e, batch.Tiles, batch.Slices.Count, backend.Device);
            RetryAlone(batch);
            return;
        }

        foreach (var slice in batch.Slices)
        {
            slice.Image.Deliver(batch.Buffers, slice);
        }
    }

    /// <summary>Each member once more, with nobody beside it; the pixels are still there since no caller was answered.</summary>
    private void RetryAlone(TileBatch batch)
    {
        foreach (var slice in batch.Slices)
        {
            try
            {
                Retry(batch.Buffers, slice);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                slice.Image.Fail(slice, new AnalysisException(
                    AnalysisErrorReason.InferenceFailed,
                    $"The model failed on this image on {backend.Device}, in a batch and alone: {e.Message} Try again; if it " +
                    "fails again, run 'model verify' on the package.", e));
            }
        }
    }

    private void Retry(InferenceBatch buffers, BatchSlice slice)
    {
        for (var i = 0; i < slice.Count; i++)
        {
            var tile = slice.Image.Framed.Plan.Tiles[slice.FirstTile + i];
            writer.Write(slice.Image.Framed.Pixels, tile, buffers.Input.Slice(i * writer.SlotLength, writer.SlotLength));
        }

        backend.Run(buffers, slice.Count);
        slice.Image.Deliver(buffers, slice with { Slot = 0 });
    }
}
