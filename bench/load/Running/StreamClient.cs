using System.Collections.Concurrent;
using Detector.Load.Statistics;
using Detector.Load.Wire;
using Grpc.Core;

namespace Detector.Load.Running;

/// <summary>One client with one AnalyzeStream call, which always has a number of pictures outstanding.</summary>
/// <param name="target">The server.</param>
/// <param name="caller">Knows pictures and references.</param>
/// <param name="clock">Of the run.</param>
/// <param name="plan">What to send.</param>
/// <param name="book">Told of every picture's end.</param>
internal sealed class StreamClient(
    LoadTarget target, Caller caller, RunClock clock, ClosedPlan plan, Action<CallOutcome> book) : IDisposable
{
    private readonly ConcurrentDictionary<long, TimeSpan> _sent = new();
    private readonly SemaphoreSlim _room = new(plan.StreamWindow);

    /// <summary>Sends until the window is over, and reads until the server has ended the stream.</summary>
    /// <param name="client">Number of this client.</param>
    /// <param name="giveUp">Gives the stream up.</param>
    public async Task RunAsync(int client, CancellationToken giveUp)
    {
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(giveUp);
        var options = new CallOptions(target.Headers(timeout: null), cancellationToken: giveUp);
        using var call = target.Invoker(client).AsyncDuplexStreamingCall(RawMethods.AnalyzeStream, null, options);
        var reading = ReadAsync(call.ResponseStream, broken);
        await WriteAsync(call.RequestStream, broken.Token);
        await reading;
    }

    /// <inheritdoc/>
    public void Dispose() => _room.Dispose();

    private async Task WriteAsync(IClientStreamWriter<OutgoingPicture> requests, CancellationToken broken)
    {
        try
        {
            while (clock.Now < plan.WarmUp + plan.Window && !(caller.Ledger.Issued >= plan.MaxCalls))
            {
                await _room.WaitAsync(broken);
                var number = caller.Ledger.Issue();
                _sent[number] = clock.Now;
                await requests.WriteAsync(new OutgoingPicture(caller.Picture(number), number, plan.Lane), broken);
            }

            await requests.CompleteAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or RpcException or InvalidOperationException)
        {
            // The reader sees why, and books it.
        }
    }

    private async Task ReadAsync(IAsyncStreamReader<Answer> answers, CancellationTokenSource broken)
    {
        try
        {
            while (await answers.MoveNext(CancellationToken.None))
            {
                Book(answers.Current);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or RpcException)
        {
            // Those still open stay so in the ledger: a stream that breaks has lost them.
            var reason = e is RpcException rpc ? "stream: " + Refusal.Of(rpc).Reason : "abandoned";
            var now = clock.Now;
            book(new CallOutcome(plan.Lane, now, now, now, CallEnd.Failed) { Reason = reason });
            await broken.CancelAsync();
        }
    }

    private void Book(Answer answer)
    {
        var now = clock.Now;

        // An answer that was not asked for is booked in the ledger only; it has no start to count from.
        if (caller.Ledger.Close(answer.Number) && _sent.TryRemove(answer.Number, out var sent))
        {
            _room.Release();
            book(new CallOutcome(plan.Lane, sent, sent, now, End(answer))
            {
                Answer = answer.FailureReason is null ? answer : null,
                Reason = answer.FailureReason,
                IsWrong = answer.FailureReason is null && answer.Sha256 != caller.Picture(answer.Number).Sha256,
            });
        }
    }

    private static CallEnd End(Answer answer) =>
        answer.FailureReason is null ? CallEnd.Answered
        : Refusal.IsRefusal((StatusCode)answer.FailureCode) ? CallEnd.Refused
        : CallEnd.Failed;
}
