namespace Detector.Batching;

/// <summary>The place of one image that was let in.</summary>
/// <param name="share">Its share of the queue.</param>
/// <param name="entry">Its entry among those that are not scored yet.</param>
/// <param name="unscored">Those that are not scored yet.</param>
/// <param name="error">Learns how good the prediction was; null where none was made.</param>
/// <param name="predicted">How long it was predicted to take until it is scored.</param>
/// <param name="time">Clock.</param>
internal sealed class AdmissionTicket(
    LaneGate.Share share, LinkedListNode<long> entry, OldestEntry unscored, PredictionError? error, TimeSpan predicted,
    TimeProvider time) : IDisposable
{
    private readonly long _entered = time.GetTimestamp();
    private bool _isScored;

    /// <summary>The device is done with it: its tiles make room for others, its bytes stay.</summary>
    public void Scored()
    {
        _isScored = true;
        error?.Record(predicted, time.GetElapsedTime(_entered));
        share.GiveUnitsBack();
        unscored.Remove(entry);
    }

    /// <summary>Gives the place back. One that never got its score taught at least that it took longer than this.</summary>
    public void Dispose()
    {
        if (!_isScored && time.GetElapsedTime(_entered) is var waited && waited > predicted)
        {
            error?.Record(predicted, waited);
        }

        share.Dispose();
        unscored.Remove(entry);
    }
}
