using System.Diagnostics.CodeAnalysis;
using Detector.Inference;
using Detector.Preprocessing;
using Detector.Telemetry;

namespace Detector.Batching;

/// <summary>
/// One image on its way through the batches. Every one of its tiles is settled exactly once: scored, failed or given up.
/// Only then does <see cref="Completion"/> end, so nobody reads the caller's pixels any more when the caller goes on.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The outputs go to the caller, or are disposed when the image fails")]
internal sealed class PendingImage(
    FramedImage framed, OutputShape shape, TimeProvider time, CancellationToken cancellation)
{
    private readonly TaskCompletionSource<TileOutputs> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TileOutputs _outputs = new(framed.Plan.Tiles.Count, shape);
    private readonly long _enqueued = time.GetTimestamp();
    private readonly Lock _gate = new();
    private long? _started;
    private int _settled;
    private int _delivered;
    private Exception? _error;

    /// <summary>Ends when every tile is settled.</summary>
    public Task<TileOutputs> Completion => _completion.Task;

    public FramedImage Framed { get; } = framed;

    public int TileCount => Framed.Plan.Tiles.Count;

    /// <summary>Tiles handed to a batch so far; the former's own.</summary>
    public int Taken { get; set; }

    /// <summary>How long it has waited.</summary>
    public TimeSpan Age => time.GetElapsedTime(_enqueued);

    /// <summary>What its caller's trace is told.</summary>
    public WaitTrace Trace { get; } = WaitTrace.Begin(time);

    /// <summary>True when there is no use in scoring more of it.</summary>
    public bool IsOver => cancellation.IsCancellationRequested || Volatile.Read(ref _error) is not null;

    public void Start()
    {
        if (_started is null)
        {
            Trace.Started();
            var now = time.GetTimestamp();
            _started = now;
            _outputs.Queue = time.GetElapsedTime(_enqueued, now);
        }
    }

    /// <summary>Copies the outputs of some tiles out of a batch and settles them.</summary>
    /// <param name="batch">The outputs.</param>
    /// <param name="slice">Which of them are this image's.</param>
    /// <param name="batchTiles">Tiles of the whole batch.</param>
    public void Deliver(InferenceBatch batch, BatchSlice slice, int batchTiles)
    {
        _outputs.CountBatch(slice.Count, batchTiles);
        Copy(batch.Scores, slice, shape.ScoreWidth, _outputs.ScoreBuffer);
        Copy(batch.Maps, slice, shape.MapCells, _outputs.MapBuffer);
        Settle(slice.Count, delivered: true);
    }

    /// <summary>Settles some tiles as failed; the image fails with the first error.</summary>
    public void Fail(BatchSlice slice, Exception error)
    {
        Interlocked.CompareExchange(ref _error, error, null);
        Settle(slice.Count);
    }

    /// <summary>Settles all tiles that no batch has taken as failed: they cannot be read.</summary>
    public void FailRest(Exception error)
    {
        Interlocked.CompareExchange(ref _error, error, null);
        GiveUp();
    }

    /// <summary>Settles all tiles that no batch has taken: the caller has gone, or one has failed.</summary>
    public void GiveUp()
    {
        var rest = TileCount - Taken;
        Taken = TileCount;
        if (rest > 0)
        {
            Settle(rest);
        }
    }

    private void Settle(int tiles, bool delivered = false)
    {
        lock (_gate)
        {
            _settled += tiles;
            _delivered += delivered ? tiles : 0;
            if (_settled < TileCount)
            {
                return;
            }
        }

        if (_error is null && _delivered == TileCount)
        {
            _outputs.Inference = time.GetElapsedTime(_started ?? _enqueued);
            _completion.TrySetResult(_outputs);
            return;
        }

        _outputs.Dispose();
        if (_error is not null)
        {
            _completion.TrySetException(_error);
        }
        else
        {
            _completion.TrySetCanceled(cancellation.IsCancellationRequested ? cancellation : new CancellationToken(true));
        }
    }

    private static void Copy(ReadOnlySpan<float> from, BatchSlice slice, int width, Span<float> to) =>
        from.Slice(slice.Slot * width, slice.Count * width).CopyTo(to[(slice.FirstTile * width)..]);
}

/// <summary>Some consecutive tiles of one image inside a batch.</summary>
/// <param name="Image">Whose they are.</param>
/// <param name="FirstTile">Index of the first one in the image's plan.</param>
/// <param name="Count">How many.</param>
/// <param name="Slot">Where they begin in the batch.</param>
internal readonly record struct BatchSlice(PendingImage Image, int FirstTile, int Count, int Slot);
