using System.Threading.Channels;
using Detector.Server.Analysis;
using Detector.Server.Hosting;
using Detector.V1;
using Grpc.Core;

namespace Detector.Server.Rpc;

/// <summary>
/// One AnalyzeStream call: reads a picture when there is room for it, scores many at once, and answers as they finish. Every
/// picture that was read is answered exactly once, as long as the caller is there.
/// </summary>
/// <param name="handler">Scores.</param>
/// <param name="gate">Shut when the server stops.</param>
/// <param name="maxImages">Most pictures between their reading and the writing of their answer.</param>
/// <param name="maxBytes">Largest picture, bytes; for messages.</param>
/// <param name="client">Who calls.</param>
/// <param name="deadline">The call's; null for none.</param>
internal sealed class ImageStream(
    ImageCallHandler handler, DrainGate gate, int maxImages, long maxBytes, string client, DateTimeOffset? deadline)
    : IDisposable
{
    private readonly SemaphoreSlim _room = new(maxImages);

    // Never holds more than there is room for.
    private readonly Channel<AnalyzeResponse> _answers = Channel.CreateUnbounded<AnalyzeResponse>(
        new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Runs until the caller has sent all and has all answers, goes away, or the server stops.</summary>
    /// <param name="requests">From the caller.</param>
    /// <param name="responses">To the caller.</param>
    /// <param name="cancellationToken">Cancelled when the caller has gone.</param>
    public async Task RunAsync(
        IAsyncStreamReader<AnalyzeRequest> requests, IAsyncStreamWriter<AnalyzeResponse> responses,
        CancellationToken cancellationToken)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var writing = WriteAsync(responses, gone);
        try
        {
            await ReadAsync(requests, gone.Token);
        }
        catch (OperationCanceledException) when (gate.Refusing.IsCancellationRequested)
        {
            throw new CallFailedException(CallFailures.Draining());
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.ResourceExhausted)
        {
            // What gRPC says of a message over its limit. What follows it cannot be read.
            throw new CallFailedException(CallFailures.MessageTooLarge(maxBytes), e);
        }
        finally
        {
            await FinishAsync(writing);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _room.Dispose();

    private async Task ReadAsync(IAsyncStreamReader<AnalyzeRequest> requests, CancellationToken gone)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(gone, gate.Refusing);
        while (true)
        {
            await _room.WaitAsync(reading.Token);
            var isTaken = false;
            try
            {
                isTaken = await requests.MoveNext(reading.Token);
            }
            finally
            {
                if (!isTaken)
                {
                    _room.Release();
                }
            }

            if (!isTaken)
            {
                return;
            }

            _ = AnswerAsync(requests.Current, gone);
        }
    }

    /// <summary>Gives one picture its one answer; the writer gives its room back.</summary>
    private async Task AnswerAsync(AnalyzeRequest request, CancellationToken gone)
    {
        AnalyzeResponse response;
        try
        {
            var call = RequestReader.Read(request, client, deadline, mayWait: true);
            var result = await handler.HandleAsync(call, gone);
            response = AnalysisMapper.ToResponse(result, request.ClientReference, request.WantGrid);
        }
        catch (Exception e)
        {
            response = AnalysisMapper.ToResponse(CallFailures.From(e), request.ClientReference);
        }

        _answers.Writer.TryWrite(response);
    }

    private async Task WriteAsync(IAsyncStreamWriter<AnalyzeResponse> responses, CancellationTokenSource gone)
    {
        await foreach (var response in _answers.Reader.ReadAllAsync(CancellationToken.None))
        {
            try
            {
                if (!gone.IsCancellationRequested)
                {
                    responses.WriteOptions = Compression.For(response);
                    await responses.WriteAsync(response, gone.Token);
                }
            }
            catch (Exception)
            {
                // Nobody reads any more: the rest need not be scored.
                await gone.CancelAsync();
            }

            _room.Release();
        }
    }

    /// <summary>Ends when all that was read is answered.</summary>
    private async Task FinishAsync(Task writing)
    {
        for (var i = 0; i < maxImages; i++)
        {
            await _room.WaitAsync(CancellationToken.None);
        }

        _answers.Writer.TryComplete();
        await writing;
    }
}
