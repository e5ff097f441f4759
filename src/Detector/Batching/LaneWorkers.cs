namespace Detector.Batching;

/// <summary>
/// Threads for the work of the processor: decoding, framing, maps. Their own, and as many as there are cores, so that
/// long synchronous work neither takes the threads that answer callers nor piles up. Interactive before bulk, and finishing
/// an image before beginning one.
/// </summary>
internal sealed class LaneWorkers : IDisposable
{
    private readonly object _gate = new();
    private readonly Queue<Action>[] _queues = [new(), new(), new(), new()];
    private readonly Thread[] _threads;
    private bool _closed;

    /// <summary>Starts the threads.</summary>
    /// <param name="threads">How many, at least 1.</param>
    public LaneWorkers(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _threads = [.. Enumerable.Range(1, threads).Select(Start)];
    }

    /// <summary>Does work when its turn comes.</summary>
    /// <param name="lane">How urgent it is.</param>
    /// <param name="finishes">True for work that ends an image.</param>
    /// <param name="work">The work; its exceptions reach the task.</param>
    /// <param name="cancellationToken">Looked at when the turn comes.</param>
    /// <returns>What the work returned; cancelled after <see cref="Dispose"/>.</returns>
    public Task<T> RunAsync<T>(Lane lane, bool finishes, Func<T> work, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_closed)
            {
                done.SetCanceled(new CancellationToken(canceled: true));
                return done.Task;
            }

            _queues[(lane == Lane.Interactive ? 0 : 2) + (finishes ? 0 : 1)].Enqueue(() => Do(done, work, cancellationToken));
            Monitor.Pulse(_gate);
        }

        return done.Task;
    }

    /// <summary>Takes no more work, does what is queued, and ends the threads.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }

        foreach (var thread in _threads)
        {
            thread.Join();
        }
    }

    private static void Do<T>(TaskCompletionSource<T> done, Func<T> work, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            done.SetCanceled(cancellationToken);
            return;
        }

        try
        {
            done.SetResult(work());
        }
        catch (OperationCanceledException e)
        {
            done.SetCanceled(e.CancellationToken);
        }
        catch (Exception e)
        {
            done.SetException(e);
        }
    }

    private Thread Start(int number)
    {
        var thread = new Thread(Work) { IsBackground = true, Name = $"Detector worker {number}" };
        thread.Start();
        return thread;
    }

    private void Work()
    {
        while (Next() is { } action)
        {
            action();
        }
    }

    private Action? Next()
    {
        lock (_gate)
        {
            while (true)
            {
                foreach (var queue in _queues)
                {
                    if (queue.TryDequeue(out var action))
                    {
                        return action;
                    }
                }

                if (_closed)
                {
                    return null;
                }

                Monitor.Wait(_gate);
            }
        }
    }
}
