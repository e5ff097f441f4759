using Detector.Inference;

namespace Detector.Server.Hosting;

/// <summary>Where the server is in its life.</summary>
internal enum ServerPhase
{
    /// <summary>The model loads; nothing is scored yet.</summary>
    Starting,

    /// <summary>Calls are taken.</summary>
    Serving,

    /// <summary>No new calls are taken; those in flight are finished. Never left again.</summary>
    Draining,
}

/// <summary>What health says at one moment.</summary>
/// <param name="Version">Counts the changes so far, from 0.</param>
/// <param name="Phase">Where the server is in its life.</param>
/// <param name="Device">The device; null until it is known.</param>
internal sealed record HealthSnapshot(long Version, ServerPhase Phase, DeviceStatus? Device)
{
    /// <summary>True where calls are taken and answered, on whichever device.</summary>
    public bool IsReady => Phase == ServerPhase.Serving && Device?.State != DeviceState.Failed;

    /// <summary>True where calls are answered by the device that should answer them.</summary>
    public bool IsAtFullSpeed => IsReady && Device?.State != DeviceState.Degraded;

    /// <summary>One word: starting, draining, failed, degraded or ready.</summary>
    public string Word => (Phase, Device?.State) switch
    {
        (ServerPhase.Starting, _) => "starting",
        (ServerPhase.Draining, _) => "draining",
        (_, DeviceState.Failed) => "failed",
        (_, DeviceState.Degraded) => "degraded",
        _ => "ready",
    };
}
