namespace Detector.Inference;

/// <summary>How well the model's device is doing.</summary>
public enum DeviceState
{
    /// <summary>The model runs on the device that was asked for.</summary>
    Healthy,

    /// <summary>The preferred device was lost or could not be opened; the fallback answers, more slowly.</summary>
    Degraded,

    /// <summary>No device answers. The next run tries a freshly opened one.</summary>
    Failed,
}

/// <summary>Where the model runs, and why there.</summary>
/// <param name="State">How well it is doing.</param>
/// <param name="Device">The device in use, or last in use: cpu or cuda.</param>
/// <param name="PreferredDevice">The device that should be in use.</param>
/// <param name="Reason">In plain words, why the state is not healthy; null when it is.</param>
/// <param name="Fallbacks">How often the fallback took over from the preferred device since the start.</param>
/// <param name="GoldenDeviation">Largest absolute difference of a golden logit when the device was opened; null when it was
/// not compared.</param>
public sealed record DeviceStatus(
    DeviceState State, string Device, string PreferredDevice, string? Reason, int Fallbacks, double? GoldenDeviation);
