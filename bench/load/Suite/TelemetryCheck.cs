using Detector.Load.Running;
using Detector.Load.Serving;

namespace Detector.Load.Suite;

/// <summary>
/// Tiles per second of a saturated server that measures, traces every call and sends all of it to a collector, against one
/// with all of that off. All run all the time and are loaded in turn; each round with telemetry is compared with those
/// without just before and after it: the machine's own pace changes. A second server without telemetry is compared in the
/// same way: what it is off by is what the machine does, and less than that cannot be told.
/// </summary>
internal static class TelemetryCheck
{
    /// <summary>Name of the check.</summary>
    public const string Name = "telemetry";

    private const double RequiredRatio = 0.98;

    private static readonly string[] Off =
        ["--Telemetry:Otlp:Enabled=false", "--Telemetry:Prometheus:Enabled=false", "--Telemetry:Gpu:IntervalSeconds=0"];

    /// <summary>Measures.</summary>
    public static async Task<IReadOnlyList<Requirement>> RunAsync(SuiteContext context, CancellationToken stop)
    {
        await using var collector = await CollectorSink.StartAsync(stop);
        await using var without = await context.StartServerAsync(readyPixels: false, stop, Off);
        await using var with = await context.StartServerAsync(readyPixels: false, stop, On(collector));
        await using var control = await context.StartServerAsync(readyPixels: false, stop, Off);
        await SaturateAsync(context, without, "warm-up without telemetry", stop);
        await SaturateAsync(context, with, "warm-up with telemetry", stop);
        await SaturateAsync(context, control, "warm-up of the control", stop);

        var off = new List<double> { await SaturateAsync(context, without, "without telemetry", stop) };
        var (on, same) = (new List<double>(), new List<double>());
        for (var round = 1; round <= context.Settings.Rounds; round++)
        {
            // The two take turns in being the first.
            (ServerChild Server, List<double> Rates, string Title)[] pair =
                [(with, on, "with telemetry"), (control, same, "the control")];
            foreach (var (server, rates, title) in round % 2 == 0 ? pair.Reverse() : pair)
            {
                rates.Add(await SaturateAsync(context, server, $"{title}, round {round}", stop));
            }

            off.Add(await SaturateAsync(context, without, $"without telemetry, round {round}", stop));
        }

        var (ratios, controls) = (Ratios(on, off), Ratios(same, off));
        return
        [
            new("without telemetry", $"{Median.Of(off):0.0} tiles/s"),
            new("with metrics, every call traced, and logs to a collector", $"{Median.Of(on):0.0} tiles/s"),
            new("the same / without, smallest and largest round", $"{ratios.Min():0.000}, {ratios.Max():0.000}"),
            new("the control / without, median, smallest and largest round",
                $"{Median.Of(controls):0.000}, {controls.Min():0.000}, {controls.Max():0.000}"),
            new("sent to the collector", $"{collector.Bytes / 1000.0:0} kB", "over 0", collector.Bytes > 0),
            Requirement.AtLeast("the same / without, median of the rounds", Median.Of(ratios), RequiredRatio),
        ];
    }

    private static double[] Ratios(List<double> rates, List<double> off) =>
        [.. rates.Select((rate, round) => rate / ((off[round] + off[round + 1]) / 2))];

    private static string[] On(CollectorSink collector) =>
    [
        $"--Telemetry:Otlp:Endpoint={collector.Address}", "--Telemetry:Otlp:Protocol=Http", "--Telemetry:TraceRatio=1",
        "--Telemetry:Otlp:IntervalSeconds=5",
    ];

    private static async Task<double> SaturateAsync(
        SuiteContext context, ServerChild server, string title, CancellationToken stop)
    {
        var plan = new ClosedPlan { Clients = context.Settings.Clients, Window = context.Settings.Phase };
        var result = await context.ClosedAsync(server, title, plan, stop);
        return result.Tally.GoodTilesPerSecond;
    }
}
