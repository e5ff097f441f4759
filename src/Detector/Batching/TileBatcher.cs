using System.Threading.Channels;
using Detector.Inference;
using Detector.Preprocessing;
using Detector.Telemetry;
using Microsoft.Extensions.Logging;

namespace Detector.Batching;

/// <summary>
/// Joins the tiles of many images into batches for one device. One task forms batches and writes the tensors; another runs
/// them. The channel between them holds one batch, so exactly one is prepared while one runs: a batch is formed only
/// when the device is about to need it, and grows by itself while the device is busy.
/// </summary>
public sealed class TileBatcher : IAsyncDisposable
{
    private readonly IInferenceBackend _backend;
    private readonly int _maxBatchTiles;
    private readonly TimeSpan _linger;
    private readonly TimeProvider _time;
    private readonly Channel<PendingImage> _queue;
    private readonly Channel<TileBatch> _ready = Channel.CreateBounded<TileBatch>(1);
    private readonly Channel<TileBatch> _spare = Channel.CreateUnbounded<TileBatch>();
    private readonly BatchRunner _runner;
    private readonly ILogger _logger;
    private readonly Task _work;

    /// <summary>Starts the two tasks.</summary>
    /// <param name="backend">The device; the batcher does not own it.</param>
    /// <param name="writer">Writes tiles the way the model's input wants them.</param>
    /// <param name="options">Batch size, linger and queue length.</param>
    /// <param name="time">Clock.</param>
    /// <param name="logger">Log.</param>
    public TileBatcher(
        IInferenceBackend backend, TensorWriter writer, BatchingOptions options, TimeProvider time,
        ILogger<TileBatcher> logger)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(options);
        _backend = backend;
        _maxBatchTiles = options.TilesOn(backend.Device);
        _linger = TimeSpan.FromMilliseconds(options.LingerMilliseconds);
        _time = time;
        _logger = logger;
        _queue = Channel.CreateBounded<PendingImage>(options.MaxQueuedImages);
        _runner = new BatchRunner(backend, logger);

        // One running, one prepared, one being formed.
        for (var i = 0; i < 3; i++)
        {
            _spare.Writer.TryWrite(new TileBatch(backend, writer, _maxBatchTiles));
        }

        _work = Task.WhenAll(
            Task.Run(FormAsync),
            Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
    }

    /// <summary>Scores all tiles of one image. Waits for a place in the queue.</summary>
    /// <param name="framed">The image; its pixels are read until the task ends, also when it is cancelled.</param>
    /// <param name="cancellationToken">Takes the image out when its turn comes.</param>
    /// <returns>Raw outputs; the caller disposes them.</returns>
    /// <exception cref="AnalysisException">The model failed on this image, in a batch and alone.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or the batcher is stopping.</exception>
    public async Task<TileOutputs> ScoreAsync(FramedImage framed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(framed);
        var image = new PendingImage(framed, _backend.Outputs, _time, cancellationToken);
        try
        {
            await _queue.Writer.WriteAsync(image, cancellationToken);
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            image.GiveUp();
        }

        return await image.Completion;
    }

    /// <summary>Takes no more images, finishes those queued, and frees the buffers.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _work;
        while (_spare.Reader.TryRead(out var batch))
        {
            batch.Dispose();
        }
    }

    private async Task FormAsync()
    {
        PendingImage? head = null;
        while (await _ready.Writer.WaitToWriteAsync() && (head is not null || await _queue.Reader.WaitToReadAsync()))
        {
            var batch = await _spare.Reader.ReadAsync();
            head = await FillAsync(batch, head);
            if (batch.Tiles == 0)
            {
                await _spare.Writer.WriteAsync(batch);
            }
            else
            {
                await _ready.Writer.WriteAsync(batch);
            }
        }

        _ready.Writer.Complete();
    }

    /// <summary>Fills one batch; returns the image of which tiles are left over.</summary>
    private async Task<PendingImage?> FillAsync(TileBatch batch, PendingImage? head)
    {
        while (true)
        {
            if (head is { IsOver: true })
            {
                head.GiveUp();
                head = null;
            }

            head ??= NextInQueue();
            var (decision, wait) = BatchFormer.Decide(
                batch.Tiles, _maxBatchTiles, head is not null, batch.Age, _linger);
            if (decision == BatchDecision.Add)
            {
                head = TryAdd(batch, head!) && head!.Taken < head.TileCount ? head : null;
            }
            else if (decision == BatchDecision.Send || batch.Tiles == 0 || !await MoreWithinAsync(wait))
            {
                return head;
            }
        }
    }

    /// <summary>An image whose pixels cannot be read fails by itself; the loop, on which all others wait, goes on.</summary>
    private bool TryAdd(TileBatch batch, PendingImage image)
    {
        try
        {
            batch.Add(image);
            return true;
        }
        catch (Exception e)
        {
            _logger.ImageFailed(e, image.TileCount, _backend.Device);
            image.FailRest(new AnalysisException(
                AnalysisErrorReason.InferenceFailed, $"The image's tiles cannot be read for the model: {e.Message}", e));
            return false;
        }
    }

    /// <summary>The next image that still has a caller.</summary>
    private PendingImage? NextInQueue()
    {
        while (_queue.Reader.TryRead(out var image))
        {
            if (!image.IsOver)
            {
                return image;
            }

            image.GiveUp();
        }

        return null;
    }

    private async Task<bool> MoreWithinAsync(TimeSpan wait)
    {
        using var limit = new CancellationTokenSource(wait, _time);
        try
        {
            return await _queue.Reader.WaitToReadAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Blocks its own thread, so that model runs take none from the pool that decodes the next images.</summary>
    private void Run()
    {
        while (_ready.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (_ready.Reader.TryRead(out var batch))
            {
                _runner.Run(batch);
                batch.Clear();
                _spare.Writer.TryWrite(batch);
            }
        }
    }
}
