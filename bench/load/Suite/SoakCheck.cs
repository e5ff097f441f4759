using Detector.Load.Running;
using Detector.Load.Statistics;
using Detector.Load.Wire;

namespace Detector.Load.Suite;

/// <summary>
/// Saturation for minutes, by single calls and by streams at once: memory stays flat, and nothing is lost or doubled.
/// </summary>
internal static class SoakCheck
{
    /// <summary>Name of the check.</summary>
    public const string Name = "soak";

    private const int StreamWindow = 8;
    private const double LargestGrowth = 0.05;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    /// <summary>Measures, on a server of its own.</summary>
    public static async Task<IReadOnlyList<Requirement>> RunAsync(
        SuiteContext context, LoadPicture[] pictures, CancellationToken stop)
    {
        await using var server = await context.StartServerAsync(readyPixels: false, stop);
        using var target = new LoadTarget(server.Address);
        return await RunAsync(context, target, server.ProcessId, pictures, stop);
    }

    /// <summary>Measures, on a server that runs.</summary>
    public static async Task<IReadOnlyList<Requirement>> RunAsync(
        SuiteContext context, LoadTarget target, int? processId, LoadPicture[] pictures, CancellationToken stop)
    {
        var settings = context.Settings;
        await context.SayAsync($"soak, {settings.Soak.TotalMinutes:0.##} minutes");
        var model = await target.GreetAsync(stop);
        var single = new ClosedPlan { Clients = (settings.Clients + 1) / 2, WarmUp = WarmUp, Window = settings.Soak };
        var streams = single with { Clients = Math.Max(1, settings.Clients / 4), StreamWindow = StreamWindow };
        var watch = processId is { } id ? new MemoryWatch(id, TimeProvider.System) : null;
        RunResult[] results;
        try
        {
            results = await Task.WhenAll(
                new ClosedLoop(target, pictures, TimeProvider.System).RunAsync(single, null, stop),
                new ClosedLoop(target, pictures, TimeProvider.System).RunAsync(streams, null, stop));
        }
        finally
        {
            await (watch?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        context.Note("soak, single calls", model.Device, 0, results[0], watch?.Samples);
        context.Note("soak, streams", model.Device, 0, results[1], memory: null);
        return [.. Answers(results), .. Memory(watch?.Samples)];
    }

    private static IEnumerable<Requirement> Answers(RunResult[] results)
    {
        var ledgers = results.Select(result => result.Ledger).ToArray();
        var lanes = results.Select(result => result.Tally.Bulk).ToArray();
        yield return new("soak: pictures sent by single calls / streams", $"{ledgers[0].Issued} / {ledgers[1].Issued}");
        yield return new("throughput", $"{results.Sum(result => result.Tally.GoodTilesPerSecond):0.0} tiles/s");
        yield return new("refused / failed",
            $"{lanes.Sum(lane => lane.Refusals.Count)} / {lanes.Sum(lane => lane.Failures.Values.Sum())}");
        yield return None("lost answers", ledgers.Sum(ledger => ledger.Open));
        yield return None("doubled or unknown answers", ledgers.Sum(ledger => ledger.Doubled + ledger.Unknown));
        yield return None("answers of another picture", lanes.Sum(lane => lane.Wrong));
    }

    private static IEnumerable<Requirement> Memory(MemorySamples? samples)
    {
        if (samples is null)
        {
            yield break;
        }

        yield return new(
            "resident memory by minute",
            string.Join(" ", samples.MinuteMeans().Select(mean => $"{mean / (1 << 20):0}"))
                + $" MiB, largest {samples.Largest >> 20}");
        if (samples.LastOverSecondMinute is { } ratio)
        {
            yield return new(
                "last minute / second minute", $"{ratio:0.000}", $"within {LargestGrowth:0.00} of 1",
                Math.Abs(ratio - 1) <= LargestGrowth);
        }
        else
        {
            yield return new("last minute / second minute", "needs three minutes");
        }
    }

    private static Requirement None(string figure, long count) => new(figure, $"{count}", "0", count == 0);
}
