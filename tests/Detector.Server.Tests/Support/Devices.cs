using Detector.Inference;

namespace Detector.Server.Tests.Support;

/// <summary>What devices could say of themselves.</summary>
internal static class Devices
{
    public static DeviceStatus Status(string device, DeviceState state, string? reason = null) =>
        new(state, device, "cuda", reason, Fallbacks: 0, GoldenDeviation: null);
}
