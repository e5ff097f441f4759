namespace Detector.Batching;

/// <summary>
/// How far predictions were off, as the ratio of what things took to what was predicted: its mean, and how much it varies. Learnt
/// with the weights of TCP's retransmission timer (RFC 6298), and forgotten when nothing new is learnt. Thread-safe.
/// </summary>
/// <param name="time">Clock.</param>
internal sealed class PredictionError(TimeProvider time)
{
    private const double MeanWeight = 1 / 8.0;
    private const double DeviationWeight = 1 / 4.0;
    private const double UsualDeviation = 0.05;

    /// <summary>At the door of a full server everybody who is let in is just in time: the mean alone would be late half of the
    /// time.</summary>
    private const double Deviations = 4;

    /// <summary>Where one was far off, such as after a pause of the whole machine, the next one need not be.</summary>
    private const double LargestRatio = 2;

    private static readonly TimeSpan HalfLife = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private double _mean = 1;
    private double _deviation = UsualDeviation;
    private long _learnt = time.GetTimestamp();

    /// <summary>A prediction times this is rarely too short.</summary>
    public double SafeFactor
    {
        get
        {
            lock (_gate)
            {
                var trust = Math.Pow(0.5, time.GetElapsedTime(_learnt) / HalfLife);
                var mean = 1 + (trust * (_mean - 1));
                return mean + (Deviations * (UsualDeviation + (trust * (_deviation - UsualDeviation))));
            }
        }
    }

    /// <summary>Notes how a prediction came out.</summary>
    /// <param name="predicted">What was predicted, over zero.</param>
    /// <param name="actual">What it took.</param>
    public void Record(TimeSpan predicted, TimeSpan actual)
    {
        var ratio = Math.Clamp(actual / predicted, 1 / LargestRatio, LargestRatio);
        lock (_gate)
        {
            _deviation += DeviationWeight * (Math.Abs(ratio - _mean) - _deviation);
            _mean += MeanWeight * (ratio - _mean);
            _learnt = time.GetTimestamp();
        }
    }
}
