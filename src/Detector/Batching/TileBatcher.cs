using System.Collections.Concurrent;
using System.Threading.Channels;
using Detector.Inference;
using Detector.Preprocessing;
using Detector.Telemetry;
using Microsoft.Extensions.Logging;

namespace Detector.Batching;

/// <summary>
/// Joins the tiles of many images into batches for one device. One task places tiles in the open batch of each lane; a thread
/// takes an open batch when the device is free and runs it; another task hands out the outputs meanwhile. So a batch is ready
/// when the device is, grows while the device is busy, and an idle device starts at once.
/// </summary>
public sealed class TileBatcher : IAsyncDisposable
{
    /// <summary>One runs, one is handed out, one is open in each lane.</summary>
    private const int Batches = 4;

    private readonly IInferenceBackend _backend;
    private readonly BatchingOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly BatchRunner _runner;
    private readonly TimeSpan _linger;
    private readonly int _capacity;

    /// <summary>Guards the lanes' batches and the spare ones. Held while tiles are written: who waits needs them
    /// written.</summary>
    private readonly object _gate = new();
    private readonly LaneQueue[] _lanes = [new(), new()];
    private readonly Stack<TileBatch> _spare = new();
    private readonly Channel<bool> _wake =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Channel<TileBatch> _ran = Channel.CreateUnbounded<TileBatch>();
    private readonly ConcurrentQueue<PendingImage> _leaving = new();
    private readonly Lock _door = new();
    private readonly Task _work;
    private int _bulkPassedOver;
    private bool _closed;
    private bool _allFormed;

    /// <summary>Starts the tasks.</summary>
    /// <param name="backend">The device; the batcher does not own it.</param>
    /// <param name="writer">Writes tiles the way the model's input wants them.</param>
    /// <param name="options">Batch size, linger and the share of bulk.</param>
    /// <param name="meter">Learns what batches take.</param>
    /// <param name="metrics">Where batches are counted.</param>
    /// <param name="time">Clock.</param>
    /// <param name="logger">Log.</param>
    internal TileBatcher(
        IInferenceBackend backend, TensorWriter writer, BatchingOptions options, ThroughputMeter meter,
        DetectorMetrics metrics, TimeProvider time, ILogger<TileBatcher> logger)
    {
        (_backend, _options, _time, _logger) = (backend, options, time, logger);
        _linger = TimeSpan.FromMilliseconds(options.LingerMilliseconds);
        _runner = new BatchRunner(backend, meter, metrics, time, logger);
        _capacity = Capacity(backend, options);
        for (var i = 0; i < Batches; i++)
        {
            _spare.Push(new TileBatch(backend, writer, _capacity));
        }

        _work = Task.WhenAll(
            Task.Run(PlaceAsync),
            Task.Run(HandOutAsync),
            Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
    }

    /// <summary>Tiles of the largest batch on the device in use.</summary>
    internal int LargestBatch => Math.Min(_capacity, _options.TilesOn(_backend.Device));

    /// <summary>Scores all tiles of one image.</summary>
    /// <param name="framed">The image; its pixels are read until the task ends, also when it is cancelled.</param>
    /// <param name="lane">How urgent it is.</param>
    /// <param name="cancellationToken">Takes the image out when its turn comes.</param>
    /// <returns>Raw outputs; the caller disposes them.</returns>
    /// <exception cref="AnalysisException">The model failed on this image, in a batch and alone.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or the batcher is stopping.</exception>
    public async Task<TileOutputs> ScoreAsync(FramedImage framed, Lane lane, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(framed);
        var image = new PendingImage(framed, _backend.Outputs, _time, cancellationToken);
        lock (_door)
        {
            if (_closed)
            {
                image.GiveUp();
            }
            else
            {
                _lanes[(int)lane].Enqueue(image);
            }
        }

        Wake();

        // Whose caller leaves while the device is busy, or stuck, does not wait for a place in a batch.
        await using var leaving = cancellationToken.Register(() =>
        {
            _leaving.Enqueue(image);
            Wake();
        });
        try
        {
            return await image.Completion;
        }
        finally
        {
            image.Trace.End();
        }
    }

    /// <summary>Takes no more images, finishes those queued, and frees the buffers.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_door)
        {
            _closed = true;
        }

        Wake();
        await _work;
        while (_spare.TryPop(out var batch))
        {
            batch.Dispose();
        }
    }

    /// <summary>Buffers are made once, so they hold the batches of whichever device may come back.</summary>
    private static int Capacity(IInferenceBackend backend, BatchingOptions options) => Math.Max(
        options.TilesOn(backend.Device),
        backend is ResilientBackend resilient ? options.TilesOn(resilient.Status.PreferredDevice) : 0);

    private void Wake() => _wake.Writer.TryWrite(true);

    private async Task PlaceAsync()
    {
        while (!_allFormed)
        {
            await _wake.Reader.ReadAsync();
            lock (_gate)
            {
                var closed = Volatile.Read(ref _closed);
                while (_leaving.TryDequeue(out var image))
                {
                    image.GiveUp();
                }

                Place(Lane.Interactive);
                Place(Lane.Bulk);
                _allFormed = closed && !_lanes[0].HasMore && !_lanes[1].HasMore;
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Places tiles of the lane's images in its open batch until that is full.</summary>
    private void Place(Lane lane)
    {
        var queue = _lanes[(int)lane];

        // Read once: another device may take over at any time.
        var largest = LargestBatch;
        while (queue.Next() is { } image && OpenBatch(queue) is { } batch && batch.Tiles < largest)
        {
            TryAdd(batch, image, largest - batch.Tiles);
        }

        if (lane == Lane.Interactive && queue.Open is { Tiles: > 0 } open)
        {
            TopUp(open);
        }
    }

    /// <summary>Slots that would be padding anyway cost nothing: bulk tiles take them.</summary>
    private void TopUp(TileBatch batch)
    {
        var slots = Math.Min(_backend.PaddedCount(batch.Tiles), LargestBatch);
        while (batch.Tiles < slots && _lanes[(int)Lane.Bulk].Next() is { } image)
        {
            TryAdd(batch, image, slots - batch.Tiles);
        }
    }

    private TileBatch? OpenBatch(LaneQueue queue) =>
        queue.Open ??= _spare.TryPop(out var batch) ? batch : null;

    /// <summary>An image whose pixels cannot be read fails by itself; the loop, on which all others wait, goes on.</summary>
    private void TryAdd(TileBatch batch, PendingImage image, int most)
    {
        try
        {
            batch.Add(image, most);
        }
        catch (Exception e)
        {
            _logger.ImageFailed(e, image.TileCount, _backend.Device);
            image.FailRest(new AnalysisException(
                AnalysisErrorReason.InferenceFailed, $"The image's tiles cannot be read for the model: {e.Message}", e));
        }
    }

    /// <summary>Blocks its own thread, so that model runs take none from the pool.</summary>
    private void Run()
    {
        while (Take() is { } batch)
        {
            _runner.Run(batch);
            _ran.Writer.TryWrite(batch);
        }

        _ran.Writer.Complete();
    }

    /// <summary>Waits for the next batch to run; null when there will be none.</summary>
    private TileBatch? Take()
    {
        lock (_gate)
        {
            while (true)
            {
                var interactive = Decide(_lanes[(int)Lane.Interactive]);
                var bulk = Decide(_lanes[(int)Lane.Bulk]);
                if (Choose(interactive.Decision, bulk.Decision) is { } lane)
                {
                    _bulkPassedOver = lane == Lane.Interactive && bulk.Decision != BatchDecision.Wait ? _bulkPassedOver + 1 : 0;
                    return Take(_lanes[(int)lane]);
                }

                if (_allFormed)
                {
                    return null;
                }

                WaitForMore(interactive, bulk);
            }
        }
    }

    /// <summary>While tiles can be placed, the placing task is about to: a batch that left now would leave them behind.</summary>
    private Lane? Choose(BatchDecision interactive, BatchDecision bulk)
    {
        var placing = (interactive == BatchDecision.Add && HasBuffer(Lane.Interactive))
            || (bulk == BatchDecision.Add && HasBuffer(Lane.Bulk));
        return placing ? null : BatchFormer.Choose(
            interactive == BatchDecision.Send, bulk == BatchDecision.Send, _bulkPassedOver, _options.BulkShare);
    }

    private bool HasBuffer(Lane lane) => _lanes[(int)lane].Open is not null || _spare.Count > 0;

    private TileBatch Take(LaneQueue queue)
    {
        var batch = queue.Open!;
        queue.Open = null;
        Wake();
        return batch;
    }

    private (BatchDecision Decision, TimeSpan Wait) Decide(LaneQueue queue) => BatchFormer.Decide(
        queue.Open?.Tiles ?? 0, LargestBatch, queue.HasMore, queue.Open?.Age ?? TimeSpan.Zero,
        _allFormed ? TimeSpan.Zero : _linger);

    /// <summary>Until something is placed, or a batch has lingered for long enough.</summary>
    private void WaitForMore(params ReadOnlySpan<(BatchDecision Decision, TimeSpan Wait)> lanes)
    {
        var atMost = Timeout.InfiniteTimeSpan;
        foreach (var (decision, wait) in lanes)
        {
            if (decision == BatchDecision.Wait && wait >= TimeSpan.Zero && (atMost < TimeSpan.Zero || wait < atMost))
            {
                atMost = wait;
            }
        }

        using var timer = atMost < TimeSpan.Zero ? null : _time.CreateTimer(_ => Pulse(), null, atMost, Timeout.InfiniteTimeSpan);
        Monitor.Wait(_gate);
    }

    private void Pulse()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Beside the device, which runs the next batch meanwhile.</summary>
    private async Task HandOutAsync()
    {
        await foreach (var batch in _ran.Reader.ReadAllAsync())
        {
            BatchRunner.HandOut(batch);
            batch.Clear();
            lock (_gate)
            {
                _spare.Push(batch);
            }

            Wake();
        }
    }
}
