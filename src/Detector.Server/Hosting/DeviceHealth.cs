namespace Detector.Server.Hosting;

/// <summary>How the device is that the model runs on.</summary>
internal enum DeviceHealthState
{
    /// <summary>The model runs where it should.</summary>
    Healthy,

    /// <summary>The model runs on the CPU because the GPU failed: right, but slower.</summary>
    Degraded,

    /// <summary>The model runs nowhere: no picture can be scored.</summary>
    Failed,
}

/// <summary>The device that the model runs on.</summary>
/// <param name="Device">Its name: cpu or cuda.</param>
/// <param name="State">How it is.</param>
/// <param name="Reason">Why it is not healthy, in words; null where it is.</param>
internal sealed record DeviceHealth(string Device, DeviceHealthState State, string? Reason = null);
