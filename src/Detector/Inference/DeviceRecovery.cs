namespace Detector.Inference;

/// <summary>
/// Tries again and again, in the background, to take a lost device back into use. The pause doubles after each failure,
/// and also when the device was lost again soon after it came back.
/// </summary>
internal sealed class DeviceRecovery : IDisposable
{
    private const int LongestPause = 16;

    private readonly Func<bool> _attempt;
    private readonly TimeSpan _first;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _lost = new(0);
    private readonly CancellationTokenSource _end = new();

    /// <summary>Waits for the first loss.</summary>
    /// <param name="attempt">Tries once; true when the device is in use again. Throws nothing.</param>
    /// <param name="first">Pause before the first attempt.</param>
    /// <param name="time">Clock.</param>
    public DeviceRecovery(Func<bool> attempt, TimeSpan first, TimeProvider time)
    {
        _attempt = attempt;
        _first = first;
        _time = time;
        var end = _end.Token;
        _ = Task.Run(() => WorkAsync(end), CancellationToken.None);
    }

    /// <summary>Says that the device was lost. Once per loss.</summary>
    public void Lost() => _lost.Release();

    /// <summary>Begins no further attempt; does not wait for one under way.</summary>
    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    private async Task WorkAsync(CancellationToken end)
    {
        var pause = _first;
        long? restored = null;
        try
        {
            while (true)
            {
                await _lost.WaitAsync(end);
                if (restored is { } since && _time.GetElapsedTime(since) >= pause)
                {
                    pause = _first;
                }

                restored = await RetryAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }

        async Task<long> RetryAsync()
        {
            long began;
            do
            {
                await Task.Delay(pause, _time, end);
                began = _time.GetTimestamp();
                pause = TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, LongestPause * _first.Ticks));
            }
            while (!await Task.Factory.StartNew(
                _attempt, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));

            return began;
        }
    }
}
