using System.Globalization;
using System.Threading.Channels;
using Detector.V1;
using Grpc.Core;

namespace Detector.Client;

/// <summary>
/// Scores images over a few shared streams, which flow control keeps from overrunning the servers. For any number of threads: a
/// call waits for room in the window, then for its image's answer. Streams that break are opened anew, on another server where
/// there is one, and what they left unanswered is sent again.
/// </summary>
public sealed class BulkAnalyzer : IAsyncDisposable
{
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(2);

    private readonly Caller _caller;
    private readonly BulkSettings _settings;
    private readonly SemaphoreSlim _room;
    private readonly CancellationTokenSource _stop = new();

    // Never holds more than there is room for.
    private readonly Channel<PendingImage> _queue = Channel.CreateUnbounded<PendingImage>();
    private readonly Task[] _workers;
    private long _lastId;
    private int _pending;

    internal BulkAnalyzer(Caller caller, BulkSettings settings)
    {
        _caller = caller;
        _settings = settings;
        _room = new SemaphoreSlim(settings.Window);
        var streams = Math.Min(settings.Window, settings.Streams > 0 ? settings.Streams : Math.Max(2, caller.Servers));
        ImagesPerStream = (settings.Window + streams - 1) / streams;
        _workers = [.. Enumerable.Range(0, streams).Select(_ => Task.Run(WorkAsync))];
    }

    /// <summary>Most images of one stream at a time.</summary>
    internal int ImagesPerStream { get; }

    /// <summary>Scores one image.</summary>
    /// <param name="image">The whole encoded file; not copied, so it must not change before the answer.</param>
    /// <param name="settings">What is wanted beside the score; null for what the bulk's settings say.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DetectorException">There is no answer, for good.</exception>
    /// <exception cref="OperationCanceledException">Given up, or this was disposed.</exception>
    public async Task<Analysis> AnalyzeAsync(
        ReadOnlyMemory<byte> image, AnalyzeSettings? settings = null, CancellationToken cancellationToken = default)
    {
        _caller.CheckSize(image);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        await _room.WaitAsync(end.Token);
        Interlocked.Increment(ref _pending);
        try
        {
            var pending = Prepare(image, settings ?? _settings.Analyze);
            using var limit = new CancellationTokenSource(_settings.Timeout, _caller.Time);
            await using var expiry = limit.Token.Register(() => Expire(pending));
            await using var giveUp = end.Token.Register(() => pending.Cancel(end.Token));
            if (!_queue.Writer.TryWrite(pending))
            {
                ObjectDisposedException.ThrowIf(true, this);
            }

            return await pending.Answer;
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
            _room.Release();
        }
    }

    /// <summary>Gives up what is unanswered, and closes the streams.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_queue.Writer.TryComplete())
        {
            return;
        }

        if (_pending > 0)
        {
            await _stop.CancelAsync();
        }
        else
        {
            _stop.CancelAfter(FarewellTime);
        }

        await Task.WhenAll(_workers);
        await _stop.CancelAsync();
        _stop.Dispose();
    }

    /// <summary>The next image that somebody still waits for; null at the end.</summary>
    /// <param name="cancellationToken">Gives up; no image is lost.</param>
    internal async ValueTask<PendingImage?> NextAsync(CancellationToken cancellationToken)
    {
        while (await _queue.Reader.WaitToReadAsync(cancellationToken))
        {
            while (_queue.Reader.TryRead(out var image))
            {
                if (!image.Answer.IsCompleted)
                {
                    return image;
                }
            }
        }

        return null;
    }

    /// <summary>Passes on what a server says of an image, or sends it again.</summary>
    /// <param name="image">Whose answer it is.</param>
    /// <param name="response">The answer.</param>
    internal void Settle(PendingImage image, AnalyzeResponse response)
    {
        try
        {
            var analysis = Answers.Read(response);
            _caller.Rules.NoteAnswer();
            image.Succeed(analysis);
        }
        catch (DetectorException e)
        {
            RetryOrFail(image, e);
        }
    }

    private PendingImage Prepare(ReadOnlyMemory<byte> image, AnalyzeSettings settings)
    {
        var began = _caller.Time.GetTimestamp();
        var id = Interlocked.Increment(ref _lastId).ToString(CultureInfo.InvariantCulture);
        return new PendingImage(id, settings.ToRequest(image, id))
        {
            Remaining = () => _settings.Timeout - _caller.Time.GetElapsedTime(began),
        };
    }

    private void Expire(PendingImage image)
    {
        image.Fail(FailureReader.TimedOut(_settings.Timeout));
        image.Stream?.BreakIfSilentSince(image.SentAt);
    }

    private void RetryOrFail(PendingImage image, DetectorException failure)
    {
        if (_caller.Rules.Delay(failure, image.Attempts, image.Remaining()) is { } delay)
        {
            _ = QueueAgainAsync(image, delay);
        }
        else
        {
            image.Fail(failure);
        }
    }

    private async Task QueueAgainAsync(PendingImage image, TimeSpan delay)
    {
        await Task.WhenAny(Task.Delay(delay, _caller.Time, CancellationToken.None), image.Answer);
        _queue.Writer.TryWrite(image);
    }

    private async Task WorkAsync()
    {
        try
        {
            while (await NextAsync(_stop.Token) is { } first)
            {
                using var stream = new BulkStream(this, _caller);
                if (await stream.RunAsync(first, _stop.Token) is { } failure)
                {
                    await SettleAsync(stream.Unanswered(), failure);

                    // Not longer with each time: the images themselves wait longer with each of their attempts.
                    await Task.Delay(_caller.Rules.Pause(failure, 1), _caller.Time, _stop.Token);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Whoever waits was told.
        }
    }

    /// <summary>What a broken stream left.</summary>
    private async Task SettleAsync(IReadOnlyList<PendingImage> images, DetectorException failure)
    {
        var isAnybodys = images.Count > 1 && IsOneImagesFault(failure);
        foreach (var image in images)
        {
            if (isAnybodys)
            {
                await SendAloneAsync(image);
            }
            else
            {
                RetryOrFail(image, failure);
            }
        }
    }

    /// <summary>Whether one image may have ended the stream for the others, such as one whose message was too large.</summary>
    private static bool IsOneImagesFault(DetectorException failure) => failure.StatusCode switch
    {
        StatusCode.Unavailable or StatusCode.Unauthenticated or StatusCode.PermissionDenied or StatusCode.Unimplemented => false,
        StatusCode.ResourceExhausted => failure.RetryAfter is null,
        _ => true,
    };

    private async Task SendAloneAsync(PendingImage image)
    {
        if (image.Request is not { } request)
        {
            return;
        }

        try
        {
            Settle(image, await _caller.CallAsync(
                options => _caller.Service.AnalyzeAsync(request, options), image.Remaining(), _stop.Token));
        }
        catch (DetectorException e)
        {
            image.Fail(e);
        }
    }
}
