using System.Globalization;

namespace Detector.Batching;

/// <summary>
/// The door: lets images in while there is room for their tiles and bytes, and turns away at once those that there is no room
/// for or that cannot be answered before their deadline.
/// </summary>
internal sealed class Admission
{
    /// <summary>What is added by the way to the device and back makes much of a shorter prediction, and little of the longer
    /// ones that matter.</summary>
    private static readonly TimeSpan ShortestLesson = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan ShortestRetry = TimeSpan.FromMilliseconds(50);

    private readonly BatchingOptions _options;
    private readonly ThroughputMeter _meter;
    private readonly Func<int> _largestBatch;
    private readonly TimeProvider _time;
    private readonly LaneGate _gate;
    private readonly PredictionError[] _errors;
    private readonly OldestEntry _unscored;

    /// <summary>Opens the door.</summary>
    /// <param name="options">Limits.</param>
    /// <param name="meter">What was measured so far.</param>
    /// <param name="largestBatch">Tiles of the largest batch on the device in use.</param>
    /// <param name="time">Clock of the deadlines.</param>
    public Admission(BatchingOptions options, ThroughputMeter meter, Func<int> largestBatch, TimeProvider time)
    {
        (_options, _meter, _largestBatch, _time) = (options, meter, largestBatch, time);
        _gate = new LaneGate(options.MaxQueuedTiles, options.MaxQueuedBytes);
        _errors = [new PredictionError(time), new PredictionError(time)];
        _unscored = new OldestEntry(time);
    }

    /// <summary>What is inside now.</summary>
    public QueueLoad Load
    {
        get
        {
            var interactive = _gate.Held(Lane.Interactive);
            var bulk = _gate.Held(Lane.Bulk);
            return new QueueLoad(
                interactive.Units, bulk.Units, interactive.Bytes + bulk.Bytes,
                PredictedWait(Lane.Interactive), PredictedWait(Lane.Bulk));
        }
    }

    /// <summary>What one lane holds now.</summary>
    public LaneLoad LoadOf(Lane lane)
    {
        var held = _gate.Held(lane);
        return new LaneLoad(held.Units, held.Bytes, _unscored.Age(lane));
    }

    /// <summary>Lets one image in.</summary>
    /// <param name="image">What it takes.</param>
    /// <param name="options">Lane, deadline, and whether it may wait.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The place; given back when disposed.</returns>
    /// <exception cref="OverloadedException">Not let in.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or the detector is stopping.</exception>
    public async ValueTask<AdmissionTicket> EnterAsync(
        ImageCost image, AnalysisOptions options, CancellationToken cancellationToken)
    {
        var wait = PredictedWait(options.Lane);
        var predicted = UntilScored(image, wait);
        if (options.Deadline is { } deadline)
        {
            ThrowIfTooLate(image, wait, predicted * _errors[(int)options.Lane].SafeFactor, deadline - _time.GetUtcNow());
        }

        var amount = new LaneGate.Amount(image.Tiles, image.Bytes);
        if (options.WhenFull == WhenFull.Wait)
        {
            // It may wait outside: what is predicted here is not what it will take from there.
            return Ticket(
                await _gate.TakeAsync(options.Lane, amount, cancellationToken), options.Lane, error: null, predicted);
        }

        var share = _gate.TryTake(options.Lane, amount) ?? throw Full(image, options.Lane);
        var error = predicted >= ShortestLesson ? _errors[(int)options.Lane] : null;
        return Ticket(share, options.Lane, error, predicted);
    }

    /// <summary>Lets nobody in any more, and ends when the last one has left.</summary>
    public Task CloseAsync() => _gate.CloseAsync();

    private AdmissionTicket Ticket(LaneGate.Share share, Lane lane, PredictionError? error, TimeSpan predicted) =>
        new(share, _unscored.Add(lane), _unscored, error, predicted, _time);

    private TimeSpan UntilScored(ImageCost image, TimeSpan wait)
    {
        var preparation = _meter.Preparation(image.Pixels);
        return (wait > preparation ? wait : preparation) + _meter.Inference(image.Tiles, _largestBatch());
    }

    private static void ThrowIfTooLate(ImageCost image, TimeSpan wait, TimeSpan needed, TimeSpan left)
    {
        if (needed > left)
        {
            throw new OverloadedException(
                OverloadedException.DeadlineUnreachable,
                $"The answer would come in about {Milliseconds(needed)} ms and the deadline is in {Milliseconds(left)} ms: " +
                $"allow more time, send later, or ask another server. {image.Tiles} tiles; predicted wait " +
                $"{Milliseconds(wait)} ms.",
                Longer(needed - left), wait);
        }
    }

    private OverloadedException Full(ImageCost image, Lane lane)
    {
        var limit = _gate.Limit(lane);
        var held = _gate.Held(lane);
        return new OverloadedException(
            OverloadedException.QueueFull,
            $"The queue is full: {held.Units} tiles and {held.Bytes} bytes of images in the {lane} lane wait, the limits are " +
            $"{limit.Units} and {limit.Bytes}. Send it later, or to another server; streams are held back instead.",
            Longer(_meter.Inference(image.Tiles, _largestBatch())), PredictedWait(lane));
    }

    /// <summary>Until the device begins with an image that comes now. An interactive one waits for the batch that runs, and
    /// for the share that bulk keeps.</summary>
    private TimeSpan PredictedWait(Lane lane)
    {
        var largest = _largestBatch();
        var interactive = _gate.Held(Lane.Interactive).Units;
        var bulk = _gate.Held(Lane.Bulk).Units;
        var ahead = lane == Lane.Bulk
            ? interactive + bulk
            : interactive + Math.Min(bulk, largest + (long)(interactive * _options.BulkShare / (1 - _options.BulkShare)));
        return _meter.Inference(ahead, largest);
    }

    private static TimeSpan Longer(TimeSpan retry) => retry > ShortestRetry ? retry : ShortestRetry;

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
}

/// <summary>What an image takes, as its header says.</summary>
/// <param name="Tiles">Tiles that the model will see.</param>
/// <param name="Bytes">Bytes of the encoded file.</param>
/// <param name="Pixels">Columns times rows.</param>
internal readonly record struct ImageCost(int Tiles, long Bytes, long Pixels);
