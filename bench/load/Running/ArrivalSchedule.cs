using Detector.V1;

namespace Detector.Load.Running;

/// <summary>When pictures come in: fixed before the run, so that nothing a server does can change it.</summary>
internal static class ArrivalSchedule
{
    /// <summary>Both lanes together, in order of time.</summary>
    /// <param name="bulkRate">Pictures of machines per second, 0 or more.</param>
    /// <param name="interactiveRate">Pictures of people per second, 0 or more.</param>
    /// <param name="length">Of the run.</param>
    /// <param name="poissonSeed">For gaps as of independent callers; null for equal gaps.</param>
    public static IEnumerable<Arrival> Create(
        double bulkRate, double interactiveRate, TimeSpan length, int? poissonSeed)
    {
        // Different seeds: with one the lanes would come in step.
        using var bulk = Times(bulkRate, length, poissonSeed).GetEnumerator();
        using var interactive = Times(interactiveRate, length, poissonSeed + 1).GetEnumerator();
        var hasBulk = bulk.MoveNext();
        var hasInteractive = interactive.MoveNext();
        while (hasBulk || hasInteractive)
        {
            if (hasBulk && (!hasInteractive || bulk.Current <= interactive.Current))
            {
                yield return new Arrival(bulk.Current, Priority.Bulk);
                hasBulk = bulk.MoveNext();
            }
            else
            {
                yield return new Arrival(interactive.Current, Priority.Interactive);
                hasInteractive = interactive.MoveNext();
            }
        }
    }

    private static IEnumerable<TimeSpan> Times(double rate, TimeSpan length, int? seed)
    {
        if (rate <= 0)
        {
            yield break;
        }

        var random = seed is { } stated ? new Random(stated) : null;

        // Equal gaps: half a gap from either end, so that rate x length pictures fit.
        var at = random is null ? 0.5 / rate : Gap(random, rate);
        for (var i = 1L; at < length.TotalSeconds; i++)
        {
            yield return TimeSpan.FromSeconds(at);
            at = random is null ? (i + 0.5) / rate : at + Gap(random, rate);
        }
    }

    /// <summary>Exponentially distributed by inversion: -ln(1 - u) / rate.</summary>
    private static double Gap(Random random, double rate) => -Math.Log(1 - random.NextDouble()) / rate;
}
