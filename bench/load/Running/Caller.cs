using Detector.Load.Statistics;
using Detector.Load.Wire;
using Detector.V1;
using Grpc.Core;

namespace Detector.Load.Running;

/// <summary>Sends single pictures, checks and books what comes back. Thread-safe.</summary>
/// <param name="target">The server.</param>
/// <param name="pictures">Sent in turn.</param>
/// <param name="clock">Of the run.</param>
internal sealed class Caller(LoadTarget target, LoadPicture[] pictures, RunClock clock)
{
    /// <summary>Sees that every reference is answered exactly once.</summary>
    public AnswerLedger Ledger { get; } = new();

    /// <summary>The picture that a reference stands for.</summary>
    public LoadPicture Picture(long number) => pictures[number % pictures.Length];

    /// <summary>One call, from its sending to its end. Does not throw for what a server or the network does.</summary>
    /// <param name="lane">How urgent it is.</param>
    /// <param name="intended">When it should have been sent.</param>
    /// <param name="deadline">When the answer is worth nothing any more; null for never.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    public async Task<CallOutcome> CallAsync(
        Priority lane, TimeSpan intended, TimeSpan? deadline, CancellationToken cancellationToken)
    {
        var number = Ledger.Issue();
        var request = new OutgoingPicture(Picture(number), number, lane);
        var sent = clock.Now;
        try
        {
            var options = new CallOptions(target.Headers(deadline - sent), cancellationToken: cancellationToken);
            using var call = target.Invoker(number).AsyncUnaryCall(RawMethods.Analyze, null, options, request);
            var answer = await call.ResponseAsync;
            var outcome = new CallOutcome(lane, intended, sent, clock.Now, CallEnd.Answered)
            {
                Answer = answer,
                Deadline = deadline,
                IsWrong = answer.Number != number || answer.Sha256 != request.Picture.Sha256,
            };
            Ledger.Close(answer.Number);
            return outcome;
        }
        catch (RpcException e) when (!cancellationToken.IsCancellationRequested)
        {
            var done = clock.Now;
            Ledger.Close(number);
            var refusal = Refusal.Of(e);
            var end = Refusal.IsRefusal(e.StatusCode) ? CallEnd.Refused : CallEnd.Failed;
            return new CallOutcome(lane, intended, sent, done, end)
            {
                Reason = refusal.Reason,
                RetryAfter = refusal.RetryAfter,
                Deadline = deadline,
            };
        }
        catch (Exception e) when (e is RpcException or OperationCanceledException)
        {
            // Stays open in the ledger: whoever gave it up sees it there.
            return new CallOutcome(lane, intended, sent, clock.Now, CallEnd.Abandoned) { Reason = "abandoned" };
        }
    }
}
