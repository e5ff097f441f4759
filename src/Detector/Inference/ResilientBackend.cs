using System.Runtime.ExceptionServices;
using Detector.Telemetry;
using Microsoft.Extensions.Logging;

namespace Detector.Inference;

/// <summary>
/// Runs batches on the preferred device, and on the fallback when that one is lost: it throws or gives nonsense and its
/// probe fails too, it does not answer in time, or it fails batch after batch that the fallback can run. The batch at hand
/// is run again there, so that no caller notices. A failure that is the batch's own is thrown. In the background the
/// preferred device is tried again.
/// </summary>
/// <remarks>One thread makes batches and runs them; the status may be read and disposal begun from any. The buffers of a
/// device that is stuck in a run are never freed, since it may still write them; their pixels are cleared.</remarks>
public sealed class ResilientBackend : IInferenceBackend
{
    private const int MostFailuresInRow = 3;

    private readonly DevicePool _devices;

    /// <summary>Opens the preferred device, or at once the fallback if the plan allows it.</summary>
    /// <param name="plan">Which devices.</param>
    /// <param name="options">Time limits.</param>
    /// <param name="time">Clock.</param>
    /// <param name="metrics">Where losses and probes are counted.</param>
    /// <param name="logger">Log.</param>
    public ResilientBackend(
        DevicePlan plan, InferenceOptions options, TimeProvider time, DetectorMetrics metrics, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(metrics);
        ArgumentNullException.ThrowIfNull(logger);
        _devices = new DevicePool(plan, options, time, metrics, logger);
    }

    private enum Blame
    {
        Batch,
        Unclear,
        Device,
    }

    /// <summary>Called after each change of <see cref="Status"/>, in order and one at a time, on the thread that made the
    /// change, often one that runs batches: must not block, and must not call <see cref="Run"/> or
    /// <see cref="Dispose"/>.</summary>
    public event Action<DeviceStatus>? Changed
    {
        add => _devices.Board.Changed += value;
        remove => _devices.Board.Changed -= value;
    }

    /// <summary>Where the model runs, and why there.</summary>
    public DeviceStatus Status => _devices.Board.Status;

    /// <summary>How well the device is doing.</summary>
    public DeviceState State => Status.State;

    /// <summary>In plain words, why the state is not healthy; null when it is.</summary>
    public string? Reason => Status.Reason;

    /// <inheritdoc/>
    public string Device => _devices.Current.Source.Name;

    /// <inheritdoc/>
    public OutputShape Outputs => _devices.Outputs;

    /// <summary>The tile count that a batch would be padded to on the device that is now in use.</summary>
    /// <param name="tiles">Tiles in the batch, at least 1.</param>
    public int PaddedCount(int tiles) => _devices.Current.Backend.PaddedCount(tiles);

    /// <inheritdoc/>
    public InferenceBatch CreateBatch(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ObjectDisposedException.ThrowIf(_devices.IsDisposed, this);
        while (true)
        {
            var device = _devices.Usable();
            if (device.Create(capacity, out var inner) is not { } failure)
            {
                return new ResilientBatch(device, inner!, capacity);
            }

            if (!_devices.HasFallbackFor(device) || !_devices.Lose(device, failure))
            {
                ExceptionDispatchInfo.Throw(failure.Error);
            }
        }
    }

    /// <inheritdoc/>
    /// <exception cref="TimeoutException">The last device did not answer in time.</exception>
    /// <exception cref="InvalidOperationException">No device answers, or the batch has no usable outputs.</exception>
    public void Run(InferenceBatch batch, int tiles)
    {
        var own = batch as ResilientBatch
            ?? throw new ArgumentException("The batch was made by another backend; use CreateBatch of this one.", nameof(batch));
        ArgumentOutOfRangeException.ThrowIfLessThan(tiles, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tiles, own.Capacity);
        while (true)
        {
            ObjectDisposedException.ThrowIf(_devices.IsDisposed, this);
            var device = _devices.Usable();
            if (own.RunOn(device, tiles) is not { } failure)
            {
                _devices.Succeeded(device);
                return;
            }

            if (!Settle(device, failure, own, tiles, out var answered))
            {
                ExceptionDispatchInfo.Throw(failure.Error);
            }

            if (answered)
            {
                return;
            }
        }
    }

    /// <summary>Frees the devices. Waits for none that is stuck. Batches must not be running.</summary>
    public void Dispose() => _devices.Dispose();

    /// <summary>Decides what a failure means.</summary>
    /// <returns>True when the batch was answered, or is to be run again on the device now in use.</returns>
    private bool Settle(GuardedDevice device, DeviceFailure failure, ResilientBatch batch, int tiles, out bool answered)
    {
        answered = false;
        var blame = Judge(device, failure);
        if (_devices.HasFallbackFor(device))
        {
            if (blame == Blame.Unclear)
            {
                return answered = FallbackCan(device, failure, batch, tiles);
            }

            return blame == Blame.Device && _devices.Lose(device, failure);
        }

        if (blame == Blame.Device && (failure.IsTimeout || ++device.DeadInRow >= MostFailuresInRow))
        {
            _devices.Fail(device, failure.Error.Message);
        }

        // The preferred device may have come back meanwhile.
        return blame == Blame.Device && !ReferenceEquals(device, _devices.Current);
    }

    private static Blame Judge(GuardedDevice device, DeviceFailure failure)
    {
        if (failure.IsTimeout || device.Probe() is not null)
        {
            return Blame.Device;
        }

        return ++device.FailuresInRow >= MostFailuresInRow ? Blame.Unclear : Blame.Batch;
    }

    /// <summary>
    /// A device that answers its probe has failed several batches in a row: out of memory with large ones, or images that no
    /// device can score. The fallback settles it.
    /// </summary>
    private bool FallbackCan(GuardedDevice device, DeviceFailure failure, ResilientBatch batch, int tiles)
    {
        GuardedDevice fallback;
        try
        {
            fallback = _devices.Fallback();
        }
        catch (Exception)
        {
            return false;
        }

        device.FailuresInRow = 0;
        if (batch.RunOn(fallback, tiles) is { } other)
        {
            if (other.IsTimeout)
            {
                fallback.Retire();
            }

            return false;
        }

        _devices.Succeeded(fallback);
        return _devices.Lose(device, new DeviceFailure(FailureKind.Repeated, new InvalidOperationException(
            $"It failed {MostFailuresInRow} batches in a row; {fallback.Source.Name} could run the last one. " +
            failure.Error.Message, failure.Error)));
    }
}
