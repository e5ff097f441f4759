using System.Runtime.ExceptionServices;

namespace Detector.Inference;

/// <summary>
/// Threads that run parts of one batch side by side, a part each. On a CPU that is faster than one run over all cores, which
/// have to wait for each other after every node of the graph.
/// </summary>
internal sealed class RunLanes : IDisposable
{
    private readonly SemaphoreSlim[] _begin;
    private readonly SemaphoreSlim _done = new(0);
    private Action<int>? _work;
    private ExceptionDispatchInfo? _error;
    private volatile bool _closed;

    /// <summary>Starts the threads; the caller's own is one of the lanes.</summary>
    /// <param name="count">Lanes, at least 1.</param>
    public RunLanes(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Count = count;
        _begin = [.. Enumerable.Range(1, count - 1).Select(_ => new SemaphoreSlim(0))];
        for (var lane = 1; lane < count; lane++)
        {
            var own = lane;
            new Thread(() => Follow(own)) { IsBackground = true, Name = $"Detector lane {own}" }.Start();
        }
    }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>Does the work in every lane and ends when all are done. One call at a time.</summary>
    /// <param name="work">Called with the number of each lane, from 0.</param>
    /// <exception cref="Exception">What the first failing lane threw, after all have ended.</exception>
    public void Run(Action<int> work)
    {
        _work = work;
        _error = null;
        foreach (var begin in _begin)
        {
            begin.Release();
        }

        Do(0);
        for (var i = 1; i < Count; i++)
        {
            _done.Wait();
        }

        _error?.Throw();
    }

    /// <summary>Ends the threads. No run may be under way.</summary>
    public void Dispose()
    {
        _closed = true;
        foreach (var begin in _begin)
        {
            begin.Release();
        }
    }

    private void Follow(int lane)
    {
        while (true)
        {
            _begin[lane - 1].Wait();
            if (_closed)
            {
                return;
            }

            Do(lane);
            _done.Release();
        }
    }

    private void Do(int lane)
    {
        try
        {
            _work!(lane);
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref _error, ExceptionDispatchInfo.Capture(e), null);
        }
    }
}
