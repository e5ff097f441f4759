namespace Detector.Telemetry;

/// <summary>What an instrument measures.</summary>
public enum InstrumentKind
{
    /// <summary>A sum that only grows.</summary>
    Counter,

    /// <summary>A value at the moment of looking.</summary>
    Gauge,

    /// <summary>A distribution.</summary>
    Histogram,
}

/// <summary>One instrument: what it is made from, and what its documentation is made from.</summary>
/// <param name="Name">Its name by the conventions of OpenTelemetry.</param>
/// <param name="Kind">What it measures.</param>
/// <param name="Unit">Unit in UCUM, such as s, By, 1 or {tile}.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Tags">Names of its tags, each with a bounded set of values.</param>
public sealed record InstrumentInfo(
    string Name, InstrumentKind Kind, string Unit, string Description, params IReadOnlyList<string> Tags)
{
    /// <summary>Upper bounds of a histogram's buckets, in its unit; empty for others.</summary>
    public IReadOnlyList<double> Buckets { get; init; } = [];
}
