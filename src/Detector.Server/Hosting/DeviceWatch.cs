using Detector.Inference;

namespace Detector.Server.Hosting;

/// <summary>Tells health how the device is.</summary>
internal static class DeviceWatch
{
    /// <summary>Says how it is now, and from then on.</summary>
    /// <param name="backend">Runs the model.</param>
    /// <param name="health">What health says.</param>
    public static void Start(IInferenceBackend backend, ServerHealth health)
    {
        if (backend is ResilientBackend resilient)
        {
            resilient.Changed += status => health.SetDevice(ToHealth(status));
            health.SetDevice(ToHealth(resilient.Status));
        }
        else
        {
            health.SetDevice(new DeviceHealth(backend.Device, DeviceHealthState.Healthy));
        }
    }

    private static DeviceHealth ToHealth(DeviceStatus status) => new(
        status.Device,
        status.State switch
        {
            DeviceState.Healthy => DeviceHealthState.Healthy,
            DeviceState.Degraded => DeviceHealthState.Degraded,
            _ => DeviceHealthState.Failed,
        },
        status.Reason);
}
