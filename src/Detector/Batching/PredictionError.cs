namespace Detector.Batching;

/// <summary>
/// How far predictions were off, as the ratio of what things took to what was predicted: its mean, and how much it varies. Learnt
/// with the weights of TCP's retransmission timer (RFC 6298). Thread-safe.
/// </summary>
internal sealed class PredictionError
{
    private const double MeanWeight = 1 / 8.0;
    private const double DeviationWeight = 1 / 4.0;

    /// <summary>At the door of a full server everybody who is let in is just in time: the mean alone would be late half of the
    /// time.</summary>
    private const double Deviations = 2;

    private readonly Lock _gate = new();
    private double _mean = 1;
    private double _deviation = 0.05;

    /// <summary>A prediction times this is rarely too short.</summary>
    public double SafeFactor
    {
        get
        {
            lock (_gate)
            {
                return _mean + (Deviations * _deviation);
            }
        }
    }

    /// <summary>Notes how a prediction came out.</summary>
    /// <param name="predicted">What was predicted, over zero.</param>
    /// <param name="actual">What it took.</param>
    public void Record(TimeSpan predicted, TimeSpan actual)
    {
        // One that was far off, such as after a pause of the whole machine, says little of the next.
        var ratio = Math.Clamp(actual / predicted, 0.25, 4);
        lock (_gate)
        {
            _deviation += DeviationWeight * (Math.Abs(ratio - _mean) - _deviation);
            _mean += MeanWeight * (ratio - _mean);
        }
    }
}
