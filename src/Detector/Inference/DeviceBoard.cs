using Detector.Telemetry;
using Microsoft.Extensions.Logging;

namespace Detector.Inference;

/// <summary>Where it is posted how the device is doing. Readers see whole states; subscribers see all of them, in
/// order.</summary>
internal sealed class DeviceBoard(DetectorMetrics metrics, ILogger logger)
{
    private readonly Lock _order = new();
    private volatile DeviceStatus? _status;

    /// <summary>Called with each new status, one at a time.</summary>
    public event Action<DeviceStatus>? Changed;

    public DeviceStatus Status => _status ?? throw new InvalidOperationException("No device was opened yet.");

    /// <summary>Posts a status; a repeated one is not news.</summary>
    public void Post(DeviceStatus status)
    {
        lock (_order)
        {
            if (status == _status)
            {
                return;
            }

            _status = status;
            metrics.DeviceIs(status);
            foreach (var subscriber in Changed?.GetInvocationList() ?? [])
            {
                Tell((Action<DeviceStatus>)subscriber, status);
            }
        }
    }

    private void Tell(Action<DeviceStatus> subscriber, DeviceStatus status)
    {
        try
        {
            subscriber(status);
        }
        catch (Exception e)
        {
            // The device's own work must not end on it.
            logger.DeviceSubscriberFailed(e);
        }
    }
}
