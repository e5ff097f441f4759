namespace Detector.Server.Hosting;

/// <summary>
/// Lets pictures in, counts those in flight, and shuts: first for new ones, then for all. Thread-safe. Only
/// <see cref="DrainService"/> shuts it.
/// </summary>
internal sealed class DrainGate : IDisposable
{
    private readonly CancellationTokenSource _refusing = new();
    private readonly CancellationTokenSource _over = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Pictures in flight, and one more for the gate itself while it is open: so that only one zero is ever reached.
    private int _inside = 1;
    private int _shut;

    /// <summary>Cancelled when no new pictures are taken in any more.</summary>
    public CancellationToken Refusing => _refusing.Token;

    /// <summary>Cancelled when what is still running has to end.</summary>
    public CancellationToken Over => _over.Token;

    /// <summary>Pictures in flight.</summary>
    public int InFlight => Volatile.Read(ref _inside) - (_refusing.IsCancellationRequested ? 0 : 1);

    /// <summary>Lets one picture in; false where none is taken any more. Each success asks for one <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        if (_refusing.IsCancellationRequested)
        {
            return false;
        }

        // A gate that shuts between the two lines waits for this picture, or is idle already: then nothing may enter.
        var inside = Volatile.Read(ref _inside);
        while (inside > 0)
        {
            var seen = Interlocked.CompareExchange(ref _inside, inside + 1, inside);
            if (seen == inside)
            {
                return true;
            }

            inside = seen;
        }

        return false;
    }

    /// <summary>A picture is done, whatever became of it.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _inside) == 0)
        {
            _idle.SetResult();
        }
    }

    /// <summary>Takes no new pictures.</summary>
    /// <returns>Ends when none is in flight.</returns>
    public Task Refuse()
    {
        if (Interlocked.Exchange(ref _shut, 1) == 0)
        {
            _refusing.Cancel();
            Leave();
        }

        return _idle.Task;
    }

    /// <summary>Cancels what is still running.</summary>
    public void End() => _over.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        _refusing.Dispose();
        _over.Dispose();
    }
}
