using Detector.Telemetry;
using Microsoft.Extensions.Logging;

namespace Detector.Inference;

/// <summary>
/// Tries again and again, in the background, to take a lost device back into use. The pause doubles after each failure,
/// and also when the device was lost again soon after it came back.
/// </summary>
internal sealed class DeviceRecovery : IDisposable
{
    private const int LongestPause = 16;

    private readonly Func<GuardedDevice> _open;
    private readonly Func<GuardedDevice, bool> _restore;
    private readonly DetectorMetrics _metrics;
    private readonly ILogger _logger;
    private readonly TimeSpan _first;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _lost = new(0);
    private readonly CancellationTokenSource _end = new();
    private readonly string _device;
    private StuckOpeningException? _stuck;

    /// <summary>Waits for the first loss.</summary>
    /// <param name="device">Name of the device.</param>
    /// <param name="open">Opens and checks it; may throw.</param>
    /// <param name="restore">Takes it into use; false when it is not wanted any more. Throws nothing.</param>
    /// <param name="stuck">An opening that may still be under way.</param>
    /// <param name="first">Pause before the first attempt.</param>
    /// <param name="time">Clock.</param>
    /// <param name="metrics">Where attempts are counted.</param>
    /// <param name="logger">Log.</param>
    public DeviceRecovery(
        string device, Func<GuardedDevice> open, Func<GuardedDevice, bool> restore, StuckOpeningException? stuck,
        TimeSpan first, TimeProvider time, DetectorMetrics metrics, ILogger logger)
    {
        (_device, _open, _restore, _stuck, _metrics, _logger) = (device, open, restore, stuck, metrics, logger);
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
                Attempt, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));

            return began;
        }
    }

    /// <summary>Tries once.</summary>
    /// <returns>True when there is nothing more to try.</returns>
    private bool Attempt()
    {
        if (_stuck is { IsOver: false })
        {
            // Another one would only get stuck beside it.
            return Failed("stuck", _stuck);
        }

        GuardedDevice fresh;
        try
        {
            fresh = _open();
        }
        catch (Exception e)
        {
            _stuck = e as StuckOpeningException;
            return Failed(_stuck is null ? "failed" : "stuck", e);
        }

        // Counted before: who sees it in use may look at the count.
        _metrics.Probed(_device, "restored");
        if (!_restore(fresh))
        {
            fresh.Dispose();
        }

        return true;
    }

    private bool Failed(string outcome, Exception error)
    {
        _metrics.Probed(_device, outcome);
        _logger.DeviceStillLost(_device, error.Message);
        return false;
    }
}
