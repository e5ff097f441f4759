using Detector.V1;
using Grpc.Core;

namespace Detector.Client;

/// <summary>One AnalyzeStream call of a <see cref="BulkAnalyzer"/>: sends images as it has room, hands out their
/// answers.</summary>
/// <param name="bulk">Gives images, takes answers.</param>
/// <param name="caller">Opens the call.</param>
internal sealed class BulkStream(BulkAnalyzer bulk, Caller caller) : IDisposable
{
    /// <summary>Then a new stream takes its place, perhaps on a server that has come up since.</summary>
    private const int MostImages = 256;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, PendingImage> _sent = [];
    private readonly SemaphoreSlim _room = new(bulk.ImagesPerStream);
    private AsyncDuplexStreamingCall<AnalyzeRequest, AnalyzeResponse>? _call;
    private DetectorException? _broken;
    private long _lastAnswer = caller.Time.GetTimestamp();

    /// <summary>Runs until there are no more images, it is renewed, or it breaks.</summary>
    /// <param name="first">The first image.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How it broke; null where it ended in order.</returns>
    /// <exception cref="OperationCanceledException">Given up.</exception>
    public async Task<DetectorException?> RunAsync(PendingImage first, CancellationToken cancellationToken)
    {
        using var sending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var call = _call = caller.OpenStream(cancellationToken);
        var sent = SendAsync(call.RequestStream, first, sending.Token);
        try
        {
            await foreach (var response in call.ResponseStream.ReadAllAsync(cancellationToken))
            {
                Receive(response);
            }
        }
        catch (RpcException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return _broken ?? FailureReader.From(e);
        }
        finally
        {
            await sending.CancelAsync();
            await sent;
        }

        return Unanswered().Count == 0
            ? null
            : FailureReader.Unreachable("The server ended a stream before it had answered all.");
    }

    /// <summary>The images that were sent and not answered, in no order, and that somebody still waits for.</summary>
    public IReadOnlyList<PendingImage> Unanswered()
    {
        lock (_gate)
        {
            return [.. _sent.Values.Where(image => !image.Answer.IsCompleted)];
        }
    }

    /// <summary>Gives the stream up if nothing has come over it for as long as an image waited in vain.</summary>
    /// <param name="sentAt">When that image was sent.</param>
    public void BreakIfSilentSince(long sentAt)
    {
        if (Interlocked.Read(ref _lastAnswer) <= sentAt)
        {
            _broken = FailureReader.Unreachable("The server took images and answered none: the stream was given up.");
            _call?.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _room.Dispose();

    private async Task SendAsync(
        IClientStreamWriter<AnalyzeRequest> writer, PendingImage first, CancellationToken cancellationToken)
    {
        try
        {
            await _room.WaitAsync(cancellationToken);
            PendingImage? image = first;
            for (var i = 1; image is not null; i++)
            {
                if (Take(image) is { } request)
                {
                    await writer.WriteAsync(request, cancellationToken);
                }

                if (i == MostImages)
                {
                    break;
                }

                // Room first: an image that was taken from the queue must be sent, or it would be lost.
                await _room.WaitAsync(cancellationToken);
                image = await bulk.NextAsync(cancellationToken);
            }

            await writer.CompleteAsync();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException or OperationCanceledException or IOException)
        {
            // The call has ended; its answers, which may still be on their way, end with the status that says why.
        }
    }

    /// <summary>Notes that an image is sent; null where nobody waits for it any more.</summary>
    private AnalyzeRequest? Take(PendingImage image)
    {
        if (image.Request is not { } request)
        {
            _room.Release();
            return null;
        }

        lock (_gate)
        {
            _sent.Add(image.Id, image);
        }

        image.Attempts++;
        image.SentAt = caller.Time.GetTimestamp();
        image.Stream = this;
        return request;
    }

    private void Receive(AnalyzeResponse response)
    {
        PendingImage? image;
        lock (_gate)
        {
            // What was not asked here, or is answered already, is nobody's.
            if (!_sent.Remove(response.ClientReference, out image))
            {
                return;
            }
        }

        Interlocked.Exchange(ref _lastAnswer, caller.Time.GetTimestamp());
        image.Stream = null;
        _room.Release();
        bulk.Settle(image, response);
    }
}
