using Detector.Load.Statistics;
using Detector.Load.Wire;

namespace Detector.Load.Running;

/// <summary>
/// Sends every picture when its time comes, whatever became of those before it, and counts its latency from that time.
/// So a server that stalls is charged for all who would have waited, not only for the one call that saw it.
/// </summary>
/// <param name="target">The server.</param>
/// <param name="pictures">Sent in turn.</param>
/// <param name="time">Clock.</param>
internal sealed class OpenLoop(LoadTarget target, LoadPicture[] pictures, TimeProvider time)
{
    /// <summary>Runs one plan. Takes at most its warm-up, window and drain together.</summary>
    public async Task<RunResult> RunAsync(OpenPlan plan, CancellationToken cancellationToken)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var clock = new RunClock(time);
        var run = new Run(plan, new Caller(target, pictures, clock), clock, giveUp.Token);

        // A thread of its own: on the pool it would wait behind the calls that it is to be independent of.
        await Task.Factory.StartNew(
            run.SendAll, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        giveUp.CancelAfter(plan.Drain);
        await run.FinishedAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return new RunResult(run.Tally, run.Caller.Ledger);
    }

    private sealed class Run(OpenPlan plan, Caller caller, RunClock clock, CancellationToken giveUp)
    {
        private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);

        // One more than the calls in flight while arrivals are still to come: so that only one zero is ever reached.
        private int _inFlight = 1;

        public Caller Caller => caller;

        public RunTally Tally { get; } = new(plan.WarmUp, plan.WarmUp + plan.Window);

        public void SendAll()
        {
            var arrivals = ArrivalSchedule.Create(
                plan.BulkRate, plan.InteractiveRate, plan.WarmUp + plan.Window, plan.PoissonSeed);
            foreach (var arrival in arrivals)
            {
                var early = arrival.At - clock.Now;
                if (early > TimeSpan.Zero && giveUp.WaitHandle.WaitOne(early))
                {
                    break;
                }

                if (giveUp.IsCancellationRequested)
                {
                    break;
                }

                Send(arrival);
            }

            Leave();
        }

        public Task FinishedAsync() => _idle.Task;

        private void Send(Arrival arrival)
        {
            if (Volatile.Read(ref _inFlight) > plan.MaxInFlight || clock.Now - arrival.At >= plan.Deadline)
            {
                Tally.AddUnsent(arrival.Lane, arrival.At);
                return;
            }

            Interlocked.Increment(ref _inFlight);
            ThreadPool.UnsafeQueueUserWorkItem(
                static state => _ = state.Run.CallAsync(state.Arrival), (Run: this, Arrival: arrival),
                    preferLocal: false);
        }

        private async Task CallAsync(Arrival arrival)
        {
            try
            {
                Tally.Add(await caller.CallAsync(arrival.Lane, arrival.At, arrival.At + plan.Deadline, giveUp));
            }
            catch (Exception e)
            {
                // Nothing but a fault of this program: it must not pass for a good run.
                _idle.TrySetException(e);
            }
            finally
            {
                Leave();
            }
        }

        private void Leave()
        {
            if (Interlocked.Decrement(ref _inFlight) == 0)
            {
                _idle.TrySetResult();
            }
        }
    }
}
