using Detector.Load.Running;
using Detector.Load.Serving;

namespace Detector.Load.Suite;

/// <summary>
/// What it costs a saturated server that it measures, traces every call and sends all of it to a collector, against one
/// with all of that off. Both run all the time and are loaded in turn, each round in another order; a second server without
/// telemetry is compared in the same way: what it is off by is the machine's doing, and less than that cannot be told.
/// </summary>
internal static class TelemetryCheck
{
    /// <summary>Name of the check.</summary>
    public const string Name = "telemetry";

    private const double RequiredRatio = 0.98;

    private static readonly string[] Off =
        ["--Telemetry:Otlp:Enabled=false", "--Telemetry:Prometheus:Enabled=false", "--Telemetry:Gpu:IntervalSeconds=0"];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Measures.</summary>
    public static async Task<IReadOnlyList<Requirement>> RunAsync(SuiteContext context, CancellationToken stop)
    {
        await using var collector = await CollectorSink.StartAsync(stop);
        await using var without = await context.StartServerAsync(readyPixels: false, stop, Off);
        await using var with = await context.StartServerAsync(readyPixels: false, stop, On(collector));
        await using var control = await context.StartServerAsync(readyPixels: false, stop, Off);
        Side[] sides = [new(without, "without telemetry"), new(with, "with telemetry"), new(control, "the control")];
        foreach (var side in sides)
        {
            await MeasureAsync(context, side, "warm-up", stop);
            side.Paces.Clear();
        }

        for (var round = 0; round < context.Settings.Rounds; round++)
        {
            // Each is the first, the second and the last equally often: the machine's pace drifts within a round too.
            for (var turn = 0; turn < sides.Length; turn++)
            {
                await MeasureAsync(context, sides[(round + turn) % sides.Length], $"round {round + 1}", stop);
            }
        }

        return [.. Report(sides[0].Paces, sides[1].Paces, sides[2].Paces, collector.Bytes)];
    }

    private static IEnumerable<Requirement> Report(List<Pace> off, List<Pace> on, List<Pace> control, long bytes)
    {
        yield return new("without telemetry", $"{Median.Of(off.Select(pace => pace.TilesPerSecond)):0.0} tiles/s");
        yield return new("with metrics, every call traced, and logs to a collector",
            $"{Median.Of(on.Select(pace => pace.TilesPerSecond)):0.0} tiles/s");
        yield return new("processor time per picture, without, with, control",
            string.Join(", ", new[] { off, on, control }.Select(paces =>
                $"{Median.Of(paces.Select(pace => pace.ProcessorPerPicture * 1000)):0.00} ms")));
        yield return new("sent to the collector", $"{bytes / 1000.0:0} kB", "over 0", bytes > 0);
        yield return Told("processor time per picture, with / without", Ratios(on, off, pace => pace.ProcessorPerPicture));
        yield return Told(
            "processor time per picture, control / without", Ratios(control, off, pace => pace.ProcessorPerPicture));
        yield return Told("tiles/s, control / without", Ratios(control, off, pace => pace.TilesPerSecond));
        var ratios = Ratios(on, off, pace => pace.TilesPerSecond);
        yield return Told("tiles/s, with / without", ratios);
        yield return Requirement.AtLeast("tiles/s, with / without, median of the rounds", Median.Of(ratios), RequiredRatio);
    }

    private static Requirement Told(string figure, double[] ratios)
    {
        var (low, high) = Median.IntervalOf(ratios);
        return new($"{figure}, median and its 95 % interval", $"{Median.Of(ratios):0.000}, {low:0.000} to {high:0.000}");
    }

    private static double[] Ratios(List<Pace> ones, List<Pace> others, Func<Pace, double> figure) =>
        [.. ones.Zip(others, (one, other) => figure(one) / figure(other))];

    private static string[] On(CollectorSink collector) =>
    [
        $"--Telemetry:Otlp:Endpoint={collector.Address}", "--Telemetry:Otlp:Protocol=Http", "--Telemetry:TraceRatio=1",
        "--Telemetry:Otlp:IntervalSeconds=5",
    ];

    private static async Task MeasureAsync(SuiteContext context, Side side, string title, CancellationToken stop)
    {
        var plan = new ClosedPlan { Clients = context.Settings.Clients, Window = context.Settings.Phase };
        var before = await ProcessorAsync(side.Server, stop);
        var result = await context.ClosedAsync(side.Server, $"{side.Title}, {title}", plan, stop);
        var seconds = await ProcessorAsync(side.Server, stop) - before;
        side.Paces.Add(new(result.Tally.GoodTilesPerSecond, seconds / result.Ledger.Closed));
    }

    private static Task<double> ProcessorAsync(ServerChild server, CancellationToken stop) =>
        server.AskAsync(Patience, $"{ServerQuestion.Processor}", stop);

    private sealed record Side(ServerChild Server, string Title)
    {
        public List<Pace> Paces { get; } = [];
    }

    /// <summary>Of one server in one round; the processor time is of warm-up and drain too, as are its pictures.</summary>
    private sealed record Pace(double TilesPerSecond, double ProcessorPerPicture);
}
