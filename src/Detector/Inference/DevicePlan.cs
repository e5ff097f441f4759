namespace Detector.Inference;

/// <summary>Which device runs the model, and which one takes over.</summary>
/// <param name="Preferred">Used whenever it works.</param>
/// <param name="Fallback">Opened when the preferred one is lost; null when there is no other.</param>
/// <param name="Start">What to do when the preferred device cannot be opened at start.</param>
public sealed record DevicePlan(
    DeviceSource Preferred, DeviceSource? Fallback = null, PreferredAtStart Start = PreferredAtStart.Required);

/// <summary>What to do when the preferred device cannot be opened at start, where there is a fallback.</summary>
public enum PreferredAtStart
{
    /// <summary>The start is refused.</summary>
    Required,

    /// <summary>Start degraded on the fallback, and go on trying.</summary>
    Expected,

    /// <summary>Take the fallback as if it alone had been asked for.</summary>
    Optional,
}

/// <summary>A device that can be opened.</summary>
/// <param name="Name">Its name, which the opened backend's <see cref="IInferenceBackend.Device"/> repeats.</param>
/// <param name="Open">Opens and checks it; called for each attempt, on a thread of that device.</param>
public sealed record DeviceSource(string Name, Func<OpenedDevice> Open);

/// <summary>An opened and checked device.</summary>
/// <param name="Backend">Owned by whoever receives it.</param>
/// <param name="GoldenDeviation">Largest absolute difference of a golden logit; null when not compared.</param>
public sealed record OpenedDevice(IInferenceBackend Backend, double? GoldenDeviation = null);
