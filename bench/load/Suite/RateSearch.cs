using Detector.Load.Running;
using Detector.Load.Serving;
using Detector.Load.Statistics;

namespace Detector.Load.Suite;

/// <summary>The highest rate at which nearly all pictures are answered in time.</summary>
internal static class RateSearch
{
    /// <summary>Smallest share of arrivals that have to be answered in time.</summary>
    private const double AnsweredShare = 0.99;

    /// <summary>Where the search begins, as a share of saturation: little below it is expected to hold.</summary>
    private const double FirstShare = 0.8;

    private const int Steps = 5;

    /// <summary>Halves the interval below what saturated clients get.</summary>
    /// <param name="context">How long to measure each rate.</param>
    /// <param name="server">The server.</param>
    /// <param name="saturation">What saturated clients get, pictures per second.</param>
    /// <param name="stop">Ends the search.</param>
    /// <returns>Pictures per second.</returns>
    /// <exception cref="InvalidOperationException">Not even a few pictures are answered in time.</exception>
    public static async Task<double> RunAsync(
        SuiteContext context, ServerChild server, double saturation, CancellationToken stop)
    {
        var (low, high) = (0.0, saturation);
        for (var step = 0; step < Steps && high > 0; step++)
        {
            var rate = low > 0 ? (low + high) / 2 : high * FirstShare;
            var run = await context.OpenAsync(
                server, "rate search", new OpenPlan { BulkRate = rate, Window = context.Settings.Phase }, stop);
            (low, high) = Holds(run.Tally.Bulk) ? (rate, high) : (low, rate);
        }

        return low > 0
            ? low
            : throw new InvalidOperationException(
                $"No rate was answered within {context.Settings.Deadline.TotalMilliseconds} ms: raise --deadline-ms, " +
                "or lower --size.");
    }

    private static bool Holds(LaneTally lane)
    {
        var missed = lane.Refusals.Count + lane.Unsent + lane.Failures.Values.Sum()
            + lane.Wrong + lane.PastDeadline.Count;
        var arrivals = lane.Answers.Count + lane.Refusals.Count + lane.Unsent + lane.Failures.Values.Sum();
        return arrivals > 0 && missed <= (1 - AnsweredShare) * arrivals;
    }
}
