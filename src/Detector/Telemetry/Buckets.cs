namespace Detector.Telemetry;

/// <summary>Upper bounds of the buckets of histograms.</summary>
public static class Buckets
{
    /// <summary>Seconds, 1 ms to 60 s in steps of 1, 2, 5. The objective of 2 s is one of them, so that it is counted
    /// exactly.</summary>
    public static IReadOnlyList<double> Seconds { get; } =
        [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60];

    /// <summary>Tiles of a batch, in powers of two.</summary>
    public static IReadOnlyList<double> Tiles { get; } = [1, 2, 4, 8, 16, 32, 64, 128, 256];

    /// <summary>Calibrated probabilities, twenty of equal width.</summary>
    public static IReadOnlyList<double> Scores { get; } = [.. Enumerable.Range(1, 20).Select(i => i / 20.0)];
}
