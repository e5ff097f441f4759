using System.Collections.Concurrent;
using Detector.Load.Running;
using Detector.Load.Statistics;
using Detector.V1;

namespace Detector.Load.Suite;

/// <summary>What the service adds to decoding, preprocessing and inference when one picture comes at a time.</summary>
internal static class IdleCheck
{
    /// <summary>Name of the check.</summary>
    public const string Name = "idle";

    private const int WarmUpCalls = 10;
    private const int Calls = 50;
    private const double LargestOverheadMs = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Measures.</summary>
    public static async Task<IReadOnlyList<Requirement>> RunAsync(SuiteContext context, CancellationToken stop)
    {
        await using var server = await context.StartServerAsync(readyPixels: false, stop);
        var outcomes = new ConcurrentQueue<CallOutcome>();
        var plan = new ClosedPlan
        {
            Clients = 1, Lane = Priority.Interactive, Pause = Pause, MaxCalls = WarmUpCalls + Calls,
            Window = TimeSpan.FromMinutes(5),
        };
        await context.ClosedAsync(server, "one picture at a time", plan, stop, outcomes.Enqueue);
        var answered = outcomes.Skip(WarmUpCalls).Where(outcome => outcome.Answer is not null).ToArray();
        if (answered.Length == 0)
        {
            return [new("idle server: answers", "0", $"{Calls}", Holds: false)];
        }

        var byServer = answered.Select(outcome => outcome.Answer!.Stages.Overhead).ToArray();
        var byCaller = answered
            .Select(outcome => (outcome.Done - outcome.Sent).TotalMilliseconds - outcome.Answer!.Stages.Work).ToArray();
        return
        [
            Requirement.AtMost(
                "idle: server time - decode - preprocess - inference, median",
                Median.Of(byServer), LargestOverheadMs, " ms"),
            Requirement.AtMost("the same, p95", Median.Percentile(byServer, 95), LargestOverheadMs, " ms"),
            new("idle: round trip of the caller - those three, median", $"{Median.Of(byCaller):0.##} ms"),
            new("the same, p95", $"{Median.Percentile(byCaller, 95):0.##} ms"),
        ];
    }
}
