using Microsoft.Extensions.Logging;

namespace Detector.Telemetry;

/// <summary>
/// Keeps a warning that comes again and again from filling the log: some of each kind within a while, the rest is only
/// counted. Thread-safe.
/// </summary>
/// <param name="time">Clock.</param>
/// <param name="most">Most of one kind within a while, at least 1.</param>
/// <param name="window">Length of a while.</param>
internal sealed class RepeatLimit(TimeProvider time, int most, TimeSpan window)
{
    private readonly Lock _gate = new();
    private long? _began;
    private int _said;
    private long _leftOut;

    /// <summary>Five within a minute.</summary>
    /// <param name="time">Clock.</param>
    public RepeatLimit(TimeProvider time)
        : this(time, most: 5, TimeSpan.FromMinutes(1))
    {
    }

    /// <summary>Asks whether one more is to be said, and says how many were not before it.</summary>
    /// <param name="logger">Where.</param>
    /// <returns>True to say it.</returns>
    public bool Allows(ILogger logger)
    {
        var isAllowed = Allows(out var leftOut);
        if (leftOut > 0)
        {
            logger.LeftOut(leftOut);
        }

        return isAllowed;
    }

    private bool Allows(out long leftOut)
    {
        lock (_gate)
        {
            if (_began is not { } began || time.GetElapsedTime(began) >= window)
            {
                (_began, _said) = (time.GetTimestamp(), 0);
            }

            if (_said >= most)
            {
                (_leftOut, leftOut) = (_leftOut + 1, 0);
                return false;
            }

            _said++;
            (leftOut, _leftOut) = (_leftOut, 0);
            return true;
        }
    }
}
