using System.Diagnostics.Metrics;
using Detector.Inference;

namespace Detector.Telemetry;

/// <summary>The library's measurements: every instrument, its unit and its tags in one place.</summary>
public sealed class DetectorMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Detector";

    private readonly Counter<long> _fallbacks;
    private readonly Counter<long> _probes;
    private volatile DeviceStatus? _device;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meters">Owns the meter.</param>
    public DetectorMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(MeterName);
        _fallbacks = meter.CreateCounter<long>(
            "detector.device.fallbacks", "{fallback}", "Times that a device was lost and another took over.");
        _probes = meter.CreateCounter<long>(
            "detector.device.probes", "{probe}", "Attempts to take a lost device into use again.");
        meter.CreateObservableGauge(
            "detector.device.in_use", InUse, "{device}", "1 for the device in use, tagged with its state.");
    }

    /// <summary>Notes where the model runs.</summary>
    internal void DeviceIs(DeviceStatus status) => _device = status;

    /// <summary>Counts a change from a lost device to another.</summary>
    /// <param name="from">The lost one.</param>
    /// <param name="to">The other one.</param>
    /// <param name="reason">threw, wrong_outputs, timeout, repeated or open_failed.</param>
    internal void FellBack(string from, string to, string reason) =>
        _fallbacks.Add(1, new("from", from), new("to", to), new("reason", reason));

    /// <summary>Counts an attempt to take a lost device into use again.</summary>
    /// <param name="device">The lost one.</param>
    /// <param name="outcome">restored, failed or stuck.</param>
    internal void Probed(string device, string outcome) =>
        _probes.Add(1, new KeyValuePair<string, object?>("device", device), new("outcome", outcome));

    private IEnumerable<Measurement<int>> InUse() => _device is { } status
        ? [new(1, new KeyValuePair<string, object?>("device", status.Device), new("state", StateName(status.State)))]
        : [];

    private static string StateName(DeviceState state) => state switch
    {
        DeviceState.Healthy => "healthy",
        DeviceState.Degraded => "degraded",
        _ => "failed",
    };
}
