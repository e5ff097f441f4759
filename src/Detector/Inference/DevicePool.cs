using Detector.Telemetry;
using Microsoft.Extensions.Logging;

namespace Detector.Inference;

/// <summary>
/// Which device is in use: opens devices, changes from one to the other and says so. One thread uses the devices; another
/// brings the preferred one back. An opened fallback is kept, for the next time.
/// </summary>
internal sealed class DevicePool : IDisposable
{
    private readonly DevicePlan _plan;
    private readonly InferenceOptions _options;
    private readonly TimeProvider _time;
    private readonly DetectorMetrics _metrics;
    private readonly ILogger _logger;
    private readonly DeviceRecovery? _recovery;
    private readonly ReopenPause _pause;
    private readonly Lock _gate = new();
    private volatile GuardedDevice _current;
    private GuardedDevice? _fallback;
    private string? _whyDegraded;
    private int _fallbacks;
    private volatile bool _disposed;

    public DevicePool(
        DevicePlan plan, InferenceOptions options, TimeProvider time, DetectorMetrics metrics, ILogger logger)
    {
        (_plan, _options, _time, _metrics, _logger) = (plan, options, time, metrics, logger);
        Board = new DeviceBoard(metrics, logger);
        _pause = new ReopenPause(time);
        if (plan.Fallback is not null)
        {
            metrics.MayFallBack(plan.Preferred.Name, plan.Fallback.Name);
        }

        StuckOpeningException? stuck = null;
        try
        {
            _current = Open(plan.Preferred);
        }
        catch (Exception e) when (
            plan is { Fallback: not null, Start: not PreferredAtStart.Required }
            && e is InvalidOperationException or TimeoutException)
        {
            logger.CudaUnavailable(e.Message);
            _fallback = _current = Open(plan.Fallback);
            (_plan, _fallback, _whyDegraded) = plan.Start == PreferredAtStart.Optional
                ? (new DevicePlan(plan.Fallback), null, null)
                : (plan, _current, $"{plan.Preferred.Name} could not be opened at start: {e.Message}");
            stuck = e as StuckOpeningException;
        }

        Outputs = _current.Backend.Outputs;
        if (_plan.Fallback is not null && options.ProbeSeconds > 0)
        {
            _recovery = new DeviceRecovery(
                plan.Preferred.Name, () => Open(plan.Preferred), Restore, stuck,
                TimeSpan.FromSeconds(options.ProbeSeconds), time, metrics, logger);
        }

        if (_whyDegraded is not null)
        {
            _fallbacks = 1;
            metrics.FellBack(_plan.Preferred.Name, _current.Source.Name, "open_failed");
            _recovery?.Lost();
        }

        Post(Working);
    }

    public DeviceBoard Board { get; }

    /// <summary>The device in use, or the one that was last in use.</summary>
    public GuardedDevice Current => _current;

    public OutputShape Outputs { get; }

    public bool IsDisposed => _disposed;

    private DeviceState Working => _current.Source == _plan.Preferred ? DeviceState.Healthy : DeviceState.Degraded;

    /// <summary>True where another device could take over.</summary>
    public bool HasFallbackFor(GuardedDevice device) => _plan.Fallback is not null && device.Source != _plan.Fallback;

    /// <summary>The device to run on: the one in use, or in place of a lost one a freshly opened one. Throws what the opening
    /// throws.</summary>
    /// <exception cref="InvalidOperationException">The last one was opened only just.</exception>
    public GuardedDevice Usable()
    {
        var broken = _current;
        if (!broken.IsLost)
        {
            return broken;
        }

        if (_pause.Left is var left && left > TimeSpan.Zero)
        {
            throw new InvalidOperationException(
                $"No device answers ({Board.Status.Reason}). It is tried again in {Math.Ceiling(left.TotalSeconds)} s.");
        }

        _pause.Lengthen();
        var fresh = Open(_plan.Fallback ?? _plan.Preferred);
        lock (_gate)
        {
            _fallback = _plan.Fallback is null ? null : fresh;
            if (ReferenceEquals(_current, broken))
            {
                _current = fresh;
            }

            return _current;
        }
    }

    /// <summary>Opens the fallback, unless it is open. Throws what the opening throws.</summary>
    public GuardedDevice Fallback() => _fallback is { IsLost: false } open ? open : _fallback = Open(_plan.Fallback!);

    /// <summary>Notes a successful run.</summary>
    public void Succeeded(GuardedDevice device)
    {
        (device.FailuresInRow, device.DeadInRow) = (0, 0);
        _pause.Clear();
        if (Board.Status.State != DeviceState.Failed)
        {
            return;
        }

        lock (_gate)
        {
            if (ReferenceEquals(device, _current))
            {
                Post(Working);
            }
        }
    }

    /// <summary>Gives up the preferred device and changes to the fallback.</summary>
    /// <returns>False when there is no fallback either.</returns>
    public bool Lose(GuardedDevice device, DeviceFailure failure)
    {
        GuardedDevice? fallback = null;
        _whyDegraded = $"{device.Source.Name} was given up: {failure.Error.Message}";
        try
        {
            fallback = Fallback();
        }
        catch (Exception e)
        {
            Fail(device, $"{_whyDegraded} {_plan.Fallback!.Name} cannot be opened: {e.Message}");
            _recovery?.Lost();
            return false;
        }

        lock (_gate)
        {
            _current = fallback;
            _fallbacks++;
            _logger.DeviceLost(device.Source.Name, fallback.Source.Name, failure.Error.Message);
            _metrics.FellBack(device.Source.Name, fallback.Source.Name, failure.Tag);
            Post(Working);
        }

        device.Retire();
        _recovery?.Lost();
        return true;
    }

    /// <summary>Gives up the last device.</summary>
    public void Fail(GuardedDevice device, string reason)
    {
        lock (_gate)
        {
            if (ReferenceEquals(device, _current))
            {
                _logger.DevicesFailed(reason);
                Post(DeviceState.Failed, reason);
            }
        }

        _pause.Restart();

        device.Retire();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        _recovery?.Dispose();
        _current.Dispose();
        _fallback?.Dispose();
    }

    private GuardedDevice Open(DeviceSource source)
    {
        var device = GuardedDevice.Open(source, _options, _time);
        if (Outputs is null || device.Backend.Outputs == Outputs)
        {
            return device;
        }

        device.Dispose();
        throw new InvalidOperationException(
            $"The device {source.Name} gives outputs of the shape {device.Backend.Outputs}; {Outputs} is needed.");
    }

    /// <summary>Takes the preferred device back into use; false after disposal.</summary>
    private bool Restore(GuardedDevice fresh)
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return false;
            }

            _current = fresh;
            _logger.DeviceBack(fresh.Source.Name);
            Post(DeviceState.Healthy);
            return true;
        }
    }

    private void Post(DeviceState state, string? failed = null) => Board.Post(new DeviceStatus(
        state, _current.Source.Name, _plan.Preferred.Name,
        failed ?? (state == DeviceState.Degraded ? _whyDegraded : null), _fallbacks, _current.GoldenDeviation));
}
