using Detector.Load.Wire;

namespace Detector.Load.Suite;

/// <summary>How long and with what the suite measures.</summary>
internal sealed record SuiteSettings
{
    /// <summary>Of all pictures.</summary>
    public required PictureSize Size { get; init; }

    /// <summary>Clients that saturate the server; four times as many in one of the checks.</summary>
    public required int Clients { get; init; }

    /// <summary>Length of one measurement of throughput.</summary>
    public required TimeSpan Phase { get; init; }

    /// <summary>How often bare runtime and server take turns.</summary>
    public required int Rounds { get; init; }

    /// <summary>Length of the runs that measure interactive latency: p99 needs a few hundred calls.</summary>
    public required TimeSpan Overload { get; init; }

    /// <summary>Length of the soak.</summary>
    public required TimeSpan Soak { get; init; }

    /// <summary>Of every call in the overload check.</summary>
    public required TimeSpan Deadline { get; init; }

    /// <summary>Names of the checks to run; empty for all.</summary>
    public required IReadOnlySet<string> Only { get; init; }

    /// <summary>Switches of the server's command line.</summary>
    public required IReadOnlyList<string> Switches { get; init; }
}
