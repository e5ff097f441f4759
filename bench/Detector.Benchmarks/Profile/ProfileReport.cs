using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Detector.Benchmarks.Profile;

/// <summary>The figures of one profile.</summary>
internal sealed record ProfileReport
{
    private const double LargestPreparationShare = 0.25;
    private const double SmallestCoresBusy = 0.85;

    private static readonly JsonSerializerOptions JsonOptions =
        new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public required ModelIdentity Model { get; init; }

    public required string Device { get; init; }

    public required int Cores { get; init; }

    public required ProfileSettings Settings { get; init; }

    public required int JpegBytes { get; init; }

    public required int Tiles { get; init; }

    public required double WallSeconds { get; init; }

    public required double CpuSeconds { get; init; }

    /// <summary>Measured by itself, one image after the other.</summary>
    public required double PreparationCpuSecondsPerImage { get; init; }

    /// <summary>By the stage timings of images that were analysed one after the other.</summary>
    public required double PreparationWallShare { get; init; }

    public required IReadOnlyDictionary<string, double> StageMillisecondsAlone { get; init; }

    public required IReadOnlyDictionary<string, double> StageMillisecondsLoaded { get; init; }

    public required IReadOnlyDictionary<int, double> BareTilesPerSecond { get; init; }

    /// <summary>Of the process, up to the end of the loaded run.</summary>
    public required long PeakWorkingSetBytes { get; init; }

    /// <summary>Of all processor time of the loaded run.</summary>
    public double PreparationCpuShare => PreparationCpuSecondsPerImage * Settings.Images / CpuSeconds;

    public double CoresBusy => CpuSeconds / (WallSeconds * Cores);

    public double ImagesPerSecond => Settings.Images / WallSeconds;

    public double TilesPerSecond => Tiles / WallSeconds;

    /// <summary>Tiles per second against the bare runtime at its best batch size.</summary>
    public double BareRatio => TilesPerSecond / BareTilesPerSecond.Values.Max();

    public string ToJson() => JsonSerializer.Serialize(this, JsonOptions);

    public string ToTable()
    {
        var best = BareTilesPerSecond.MaxBy(rate => rate.Value);
        var lines = new List<string>
        {
            "| figure | value | required |",
            "| --- | --- | --- |",
            $"| images | {Settings.Images} JPEGs of {Settings.Size}, {Settings.Parallel} in flight | |",
            $"| model | {Model.Name} {Model.Version} on {Device}, {Cores} cores | |",
            $"| decode + preprocess, share of processor time | {PreparationCpuShare:0.000} " +
                $"| under {LargestPreparationShare} |",
            $"| decode + preprocess, share of an image's time alone | {PreparationWallShare:0.000} | |",
            $"| cores busy | {CoresBusy:0.000} | over {SmallestCoresBusy} on 2 cores |",
            $"| images per second | {ImagesPerSecond:0.00} | |",
            $"| tiles per second | {TilesPerSecond:0.0} | |",
            $"| of the bare runtime's {best.Value:0.0} (batch {best.Key}) | {BareRatio:0.000} | |",
            $"| peak working set | {PeakWorkingSetBytes >> 20} MiB | |",
            "",
            "| ms per image | " + string.Join(" | ", StageMillisecondsAlone.Keys) + " |",
            "| --- |" + string.Concat(StageMillisecondsAlone.Keys.Select(_ => " --- |")),
            "| alone | " + Row(StageMillisecondsAlone) + " |",
            "| under load | " + Row(StageMillisecondsLoaded) + " |",
        };
        return new StringBuilder().AppendJoin('\n', lines).ToString();
    }

    private static string Row(IReadOnlyDictionary<string, double> stages) =>
        string.Join(" | ", stages.Values.Select(value => value.ToString("0.0", CultureInfo.InvariantCulture)));
}
