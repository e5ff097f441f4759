using Detector.Load.Running;
using Detector.Load.Serving;
using Detector.Load.Statistics;

namespace Detector.Load.Suite;

/// <summary>Twice the rate that the server can sustain, from machines, while people go on as before.</summary>
internal static class OverloadCheck
{
    /// <summary>Name of the check.</summary>
    public const string Name = "overload";

    /// <summary>Interactive pictures, as a share of the sustainable rate: alone they hardly meet each other.</summary>
    private const double InteractiveShare = 0.15;

    private const double Overload = 2;
    private const double RequiredGoodput = 0.90;
    private const double LongestRefusalMs = 20;
    private const double LargestSlowdown = 2;
    private const int Seed = 7;

    /// <summary>Measures.</summary>
    public static async Task<IReadOnlyList<Requirement>> RunAsync(SuiteContext context, CancellationToken stop)
    {
        await using var server = await context.StartServerAsync(readyPixels: false, stop);
        var first = await SaturateAsync(context, server, stop);
        var sustainable = await RateSearch.RunAsync(context, server, first.GoodPerSecond, stop);

        // The same arrivals of people, seed and all, before, in the middle of, and after the flood. What saturated
        // clients get is measured right beside the flood: the machine's own pace changes.
        var alone = new OpenPlan
        {
            InteractiveRate = InteractiveShare * sustainable, Window = context.Settings.Overload, PoissonSeed = Seed,
        };
        var aloneBefore = await context.OpenAsync(server, "interactive alone", alone, stop);
        var before = await SaturateAsync(context, server, stop);

        // A machine that was busy while the rate was sought can do more now: then twice the old rate is no flood.
        var flooded = Overload * Math.Max(sustainable, before.GoodPerSecond);
        var flood = alone with { BulkRate = flooded - alone.InteractiveRate };
        var run = await context.OpenAsync(server, $"{Overload} x sustainable", flood, stop);
        var after = await SaturateAsync(context, server, stop);
        var aloneAfter = await context.OpenAsync(server, "interactive alone", alone, stop);
        aloneBefore.Tally.Interactive.Answers.Add(aloneAfter.Tally.Interactive.Answers);
        var peak = Math.Max(sustainable, (before.GoodPerSecond + after.GoodPerSecond) / 2);
        var tilesPerSecond = (before.GoodTilesPerSecond + after.GoodTilesPerSecond) / 2;
        return
        [
            new("sustainable rate", $"{sustainable:0.00} pictures/s"),
            new(
                "saturated clients at first / before / after the flood",
                $"{first.GoodPerSecond:0.00} / {before.GoodPerSecond:0.00} / {after.GoodPerSecond:0.00} pictures/s"),
            new($"goodput at {flooded:0.00} pictures/s", $"{run.Tally.GoodPerSecond:0.00} pictures/s"),
            Requirement.AtLeast("the same / peak goodput", run.Tally.GoodPerSecond / peak, RequiredGoodput),
            Reached(run.Tally),
            .. Refusals(run.Tally),
            .. Deadlines(run.Tally, server, tilesPerSecond),
            .. Interactive(aloneBefore.Tally.Interactive.Answers, run.Tally.Interactive),
            new(
                "generator's lateness, p99 / max",
                $"{Ms(run.Tally.Lateness.Percentile(99)):0.#} / {Ms(run.Tally.Lateness.Max):0.#} ms; " +
                $"{run.Tally.Bulk.Unsent + run.Tally.Interactive.Unsent} not sent"),
        ];
    }

    private static async Task<RunTally> SaturateAsync(SuiteContext context, ServerChild server, CancellationToken stop)
    {
        var plan = new ClosedPlan { Clients = context.Settings.Clients, Window = context.Settings.Phase };
        return (await context.ClosedAsync(server, $"saturation, {plan.Clients} clients", plan, stop)).Tally;
    }

    /// <summary>A server that answers all of twice its rate was slowed down by others while its rate was sought: the
    /// run says nothing.</summary>
    private static Requirement Reached(RunTally tally)
    {
        var missed = tally.Bulk.Refusals.Count + tally.Bulk.PastDeadline.Count + tally.Bulk.Failures.Values.Sum();
        return new Requirement("bulk pictures turned away or too late", $"{missed}", "over 0", missed > 0);
    }

    private static IEnumerable<Requirement> Refusals(RunTally tally)
    {
        var refusals = new LatencyHistogram();
        refusals.Add(tally.Bulk.Refusals);
        refusals.Add(tally.Interactive.Refusals);
        yield return new("refusals", $"{refusals.Count}, of them interactive {tally.Interactive.Refusals.Count}");
        yield return Requirement.AtMost("refusal, p99.9", Ms(refusals.Percentile(99.9)), LongestRefusalMs, " ms");
        yield return Requirement.AtMost("refusal, longest", Ms(refusals.Max), LongestRefusalMs, " ms");
    }

    private static IEnumerable<Requirement> Deadlines(RunTally tally, ServerChild server, double tilesPerSecond)
    {
        var late = new LatencyHistogram();
        late.Add(tally.Bulk.PastDeadline);
        late.Add(tally.Interactive.PastDeadline);
        var batch = 1000 * server.LargestBatch / tilesPerSecond;
        yield return new("let in and past their deadline",
            $"{late.Count}, answers: {tally.Bulk.Answers.Count + tally.Interactive.Answers.Count}");
        yield return Requirement.AtMost(
            $"latest of them, against one batch of {server.LargestBatch}", Ms(late.Max), batch, " ms");
    }

    private static IEnumerable<Requirement> Interactive(LatencyHistogram alone, LaneTally loaded)
    {
        yield return new("interactive alone, p50 / p99",
            $"{Ms(alone.Percentile(50)):0.0} / {Ms(alone.Percentile(99)):0.0} ms");
        yield return new(
            "interactive while bulk saturates, p50 / p99",
            $"{Ms(loaded.Answers.Percentile(50)):0.0} / {Ms(loaded.Answers.Percentile(99)):0.0} ms");
        yield return new("interactive pictures refused or failed",
            $"{loaded.Refusals.Count + loaded.Failures.Values.Sum()}");
        yield return Slowdown("interactive p50, loaded / alone", 50, alone, loaded);
        yield return Slowdown("interactive p99, loaded / alone", 99, alone, loaded);
    }

    private static Requirement Slowdown(string figure, double percent, LatencyHistogram alone, LaneTally loaded) =>
        alone.Count == 0 || loaded.Answers.Count == 0
            ? new Requirement(figure, "no answers", $"at most {LargestSlowdown}", Holds: false)
            : Requirement.AtMost(
                figure, Ms(loaded.Answers.Percentile(percent)) / Ms(alone.Percentile(percent)), LargestSlowdown);

    private static double Ms(TimeSpan time) => time.TotalMilliseconds;
}
