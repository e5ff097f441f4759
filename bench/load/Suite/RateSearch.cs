using Detector.Load.Running;
using Detector.Load.Serving;
using Detector.Load.Statistics;

namespace Detector.Load.Suite;

/// <summary>The highest rate at which nearly all pictures are answered in time, and the best goodput seen on the way.</summary>
/// <param name="SustainableRate">Pictures per second.</param>
/// <param name="PeakGoodput">Answers in time per second.</param>
/// <param name="PeakTiles">Their tiles per second.</param>
internal sealed record RateSearch(double SustainableRate, double PeakGoodput, double PeakTiles)
{
    /// <summary>Smallest share of arrivals that have to be answered in time.</summary>
    private const double AnsweredShare = 0.99;

    private const int Steps = 5;

    /// <summary>Begins with what saturated clients get, and halves the interval below it.</summary>
    /// <exception cref="InvalidOperationException">Not even a few pictures are answered in time.</exception>
    public static async Task<RateSearch> RunAsync(SuiteContext context, ServerChild server, CancellationToken stop)
    {
        var settings = context.Settings;
        var search = await new RateSearch(0, 0, 0).SaturateAsync(context, server, stop);
        var (low, high) = (0.0, search.PeakGoodput);
        for (var step = 0; step < Steps; step++)
        {
            // Little below saturation is expected to hold: most steps are spent there.
            var rate = low > 0 ? (low + high) / 2 : high * 0.8;
            if (rate <= 0)
            {
                break;
            }

            var run = await context.OpenAsync(
                server, "rate search", new OpenPlan { BulkRate = rate, Window = settings.Phase }, stop);
            search = search.With(run.Tally);
            (low, high) = Holds(run.Tally.Bulk) ? (rate, high) : (low, rate);
        }

        return low > 0
            ? search with { SustainableRate = low }
            : throw new InvalidOperationException(
                $"No rate was answered within {settings.Deadline.TotalMilliseconds} ms: raise --deadline-ms, or lower --size.");
    }

    /// <summary>Also what saturated clients get now: the peak is the best of all.</summary>
    public async Task<RateSearch> SaturateAsync(SuiteContext context, ServerChild server, CancellationToken stop)
    {
        var settings = context.Settings;
        var plan = new ClosedPlan { Clients = settings.Clients, Window = settings.Phase };
        var run = await context.ClosedAsync(server, $"saturation, {settings.Clients} clients", plan, stop);
        return With(run.Tally);
    }

    private RateSearch With(RunTally tally) => this with
    {
        PeakGoodput = Math.Max(PeakGoodput, tally.GoodPerSecond),
        PeakTiles = Math.Max(PeakTiles, tally.GoodTilesPerSecond),
    };

    private static bool Holds(LaneTally lane)
    {
        var missed = lane.Refusals.Count + lane.Unsent + lane.Failures.Values.Sum() + lane.Wrong + lane.PastDeadline.Count;
        var arrivals = lane.Answers.Count + lane.Refusals.Count + lane.Unsent + lane.Failures.Values.Sum();
        return arrivals > 0 && missed <= (1 - AnsweredShare) * arrivals;
    }
}
