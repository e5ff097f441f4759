namespace Detector.Server.Telemetry.Gpu;

/// <summary>One graphics card.</summary>
/// <param name="Handle">The driver's own name for it.</param>
/// <param name="Id">Its UUID.</param>
/// <param name="Name">Its product name.</param>
internal sealed record GpuCard(nint Handle, string Id, string Name);

/// <summary>What a card said of itself; null where it has no such sensor.</summary>
/// <param name="Utilization">Share of the time in which it ran anything, 0 to 1.</param>
/// <param name="MemoryUsed">Bytes.</param>
/// <param name="MemoryTotal">Bytes.</param>
/// <param name="Celsius">Temperature.</param>
/// <param name="Watts">Power.</param>
/// <param name="CorrectedErrors">Memory errors that were corrected, since it was started.</param>
/// <param name="UncorrectedErrors">Memory errors that were not.</param>
internal sealed record GpuReading(
    double? Utilization, long? MemoryUsed, long? MemoryTotal, double? Celsius, double? Watts, long? CorrectedErrors,
    long? UncorrectedErrors);
