using Detector.Load.Statistics;
using Detector.Load.Wire;

namespace Detector.Load.Running;

/// <summary>
/// So many clients that each wait for their answer before they send again. Finds what a server can do at most; its
/// latencies say nothing about what other callers would see, since a slow server slows these ones down.
/// </summary>
/// <param name="target">The server.</param>
/// <param name="pictures">Sent in turn.</param>
/// <param name="time">Clock.</param>
internal sealed class ClosedLoop(LoadTarget target, LoadPicture[] pictures, TimeProvider time)
{
    /// <summary>After a refusal without a hint.</summary>
    private static readonly TimeSpan DefaultRetry = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(1);

    /// <summary>Runs one plan. Takes at most its warm-up, window and drain together.</summary>
    /// <param name="plan">What to send.</param>
    /// <param name="onOutcome">Also told of every call that ended; called by many threads at once.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public async Task<RunResult> RunAsync(
        ClosedPlan plan, Action<CallOutcome>? onOutcome, CancellationToken cancellationToken)
    {
        var clock = new RunClock(time);
        var end = plan.WarmUp + plan.Window;
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        giveUp.CancelAfter(end + plan.Drain);
        var tally = new RunTally(plan.WarmUp, end);
        var caller = new Caller(target, pictures, clock);
        void Book(CallOutcome outcome)
        {
            tally.Add(outcome);
            onOutcome?.Invoke(outcome);
        }

        async Task RunStreamAsync(int number)
        {
            using var client = new StreamClient(target, caller, clock, plan, Book);
            await client.RunAsync(number, giveUp.Token);
        }

        var clients = Enumerable.Range(0, plan.Clients).Select(client => plan.StreamWindow > 0
            ? Task.Run(() => RunStreamAsync(client))
            : Task.Run(() => RunClientAsync(plan, caller, clock, Book, giveUp.Token)));
        await Task.WhenAll(clients);
        cancellationToken.ThrowIfCancellationRequested();
        return new RunResult(tally, caller.Ledger);
    }

    private static async Task RunClientAsync(
        ClosedPlan plan, Caller caller, RunClock clock, Action<CallOutcome> book, CancellationToken giveUp)
    {
        while (clock.Now < plan.WarmUp + plan.Window && !(caller.Ledger.Issued >= plan.MaxCalls))
        {
            var now = clock.Now;
            var outcome = await caller.CallAsync(plan.Lane, now, now + plan.Deadline, giveUp);
            book(outcome);
            if (outcome.End == CallEnd.Abandoned)
            {
                return;
            }

            var pause = outcome.End switch
            {
                CallEnd.Answered => plan.Pause,
                _ => outcome.RetryAfter is { } hint && hint < LongestRetry ? hint : outcome.RetryAfter is null
                    ? DefaultRetry
                    : LongestRetry,
            };
            if (pause > TimeSpan.Zero)
            {
                await clock.Delay(pause, giveUp).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
