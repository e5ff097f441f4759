namespace Detector.Inference;

/// <summary>
/// The buffers of one batch, reused from batch to batch: the input slots that preprocessing fills, and the outputs that
/// the backend writes. One thread at a time.
/// </summary>
public abstract class InferenceBatch : IDisposable
{
    /// <summary>How many tiles fit.</summary>
    public abstract int Capacity { get; }

    /// <summary>Input values, tile after tile, in the layout of the manifest.</summary>
    public abstract Span<float> Input { get; }

    /// <summary>Raw values of the score output, tile after tile: one each, or one per class.</summary>
    public abstract ReadOnlySpan<float> Scores { get; }

    /// <summary>Raw values of the map output, tile after tile, row by row; empty for a model without a map.</summary>
    public abstract ReadOnlySpan<float> Maps { get; }

    /// <summary>Clears and frees the buffers.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Clears and frees the buffers.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected abstract void Dispose(bool disposing);
}
