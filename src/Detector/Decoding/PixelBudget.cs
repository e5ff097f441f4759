namespace Detector.Decoding;

/// <summary>
/// Bounds the decoded pixels that are held at once, over all images in flight: many small images or one huge one. First
/// come, first served, so that a large image is not overtaken for ever.
/// </summary>
internal sealed class PixelBudget(long capacity)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _waiters = new();
    private long _used;

    /// <summary>Waits until the bytes fit. More than the whole budget fits when nothing else is held.</summary>
    /// <param name="bytes">Bytes that will be held.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Gives the bytes back when disposed.</returns>
    public async ValueTask<Share> TakeAsync(long bytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var waiter = new Waiter(Math.Min(bytes, capacity));
        lock (_gate)
        {
            _waiters.AddLast(waiter);
            Grant();
        }

        await using (cancellationToken.Register(() => Leave(waiter, cancellationToken)))
        {
            await waiter.Granted.Task;
        }

        return new Share(this, waiter.Bytes);
    }

    private void Leave(Waiter waiter, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_waiters.Remove(waiter))
            {
                waiter.Granted.TrySetCanceled(cancellationToken);
                Grant();
            }
        }
    }

    private void GiveBack(long bytes)
    {
        lock (_gate)
        {
            _used -= bytes;
            Grant();
        }
    }

    private void Grant()
    {
        while (_waiters.First is { } first && _used + first.Value.Bytes <= capacity)
        {
            _waiters.RemoveFirst();
            _used += first.Value.Bytes;
            first.Value.Granted.TrySetResult();
        }
    }

    /// <summary>Some bytes of the budget.</summary>
    internal readonly struct Share(PixelBudget budget, long bytes) : IDisposable
    {
        /// <summary>Gives the bytes back; once.</summary>
        public void Dispose() => budget.GiveBack(bytes);
    }

    private sealed class Waiter(long bytes)
    {
        public long Bytes { get; } = bytes;

        public TaskCompletionSource Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
