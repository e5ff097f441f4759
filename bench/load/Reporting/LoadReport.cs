using System.Text.Json;
using Detector.Load.Running;
using Detector.Load.Statistics;

namespace Detector.Load.Reporting;

/// <summary>The figures of one run.</summary>
internal sealed record LoadReport
{
    private static readonly JsonSerializerOptions JsonOptions =
        new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>What was run, in words.</summary>
    public required string Title { get; init; }

    /// <summary>Model and device.</summary>
    public required string Server { get; init; }

    public required string Picture { get; init; }

    public required int PictureBytes { get; init; }

    public required double WindowSeconds { get; init; }

    /// <summary>Arrivals per second that were planned; 0 for closed loops, which plan none.</summary>
    public required double OfferedPerSecond { get; init; }

    /// <summary>Answers within their deadline per second.</summary>
    public required double GoodputPerSecond { get; init; }

    public required double GoodputTilesPerSecond { get; init; }

    /// <summary>How long after their intended start calls were sent.</summary>
    public required LatencyFigures Lateness { get; init; }

    public required LaneReport? Interactive { get; init; }

    public required LaneReport? Bulk { get; init; }

    public required LedgerReport References { get; init; }

    /// <summary>Of the server; null where no process was named.</summary>
    public MemoryReport? Memory { get; init; }

    /// <summary>Of a run.</summary>
    public static LoadReport Of(
        string title, string server, string picture, int pictureBytes, double offered, RunResult result,
        MemorySamples? memory)
    {
        var (tally, ledger) = result;
        return new LoadReport
        {
            Title = title,
            Server = server,
            Picture = picture,
            PictureBytes = pictureBytes,
            WindowSeconds = tally.Window.TotalSeconds,
            OfferedPerSecond = offered,
            GoodputPerSecond = Math.Round(tally.GoodPerSecond, 3),
            GoodputTilesPerSecond = Math.Round(tally.GoodTilesPerSecond, 3),
            Lateness = LatencyFigures.Of(tally.Lateness),
            Interactive = LaneReport.Of(tally.Interactive),
            Bulk = LaneReport.Of(tally.Bulk),
            References = new LedgerReport(ledger.Issued, ledger.Closed, ledger.Open, ledger.Doubled, ledger.Unknown),
            Memory = memory is null ? null : MemoryReport.Of(memory),
        };
    }

    /// <summary>True where nothing was lost, doubled, or answered for another picture.</summary>
    public bool IsSound => References is { Lost: 0, Doubled: 0, Unknown: 0 }
        && (Interactive?.Wrong ?? 0) + (Bulk?.Wrong ?? 0) == 0;

    /// <summary>All figures.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonOptions);
}

/// <summary>References of a whole run, warm-up and drain too.</summary>
/// <param name="Issued">Sent.</param>
/// <param name="Answered">Answered, refused or failed.</param>
/// <param name="Lost">Without any end.</param>
/// <param name="Doubled">Answered again.</param>
/// <param name="Unknown">Answers for references that were not sent.</param>
internal sealed record LedgerReport(long Issued, long Answered, long Lost, long Doubled, long Unknown);

/// <summary>Resident memory of the server.</summary>
/// <param name="MinuteMiB">Mean of each minute.</param>
/// <param name="LargestMiB">Largest sample.</param>
/// <param name="LastOverSecondMinute">Null before there are three minutes.</param>
internal sealed record MemoryReport(IReadOnlyList<double> MinuteMiB, double LargestMiB, double? LastOverSecondMinute)
{
    /// <summary>Of samples.</summary>
    public static MemoryReport Of(MemorySamples samples) => new(
        [.. samples.MinuteMeans().Select(ToMiB)], ToMiB(samples.Largest), samples.LastOverSecondMinute);

    private static double ToMiB(double bytes) => Math.Round(bytes / (1 << 20), 1);
}
