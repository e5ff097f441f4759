namespace Detector.Server.Security;

/// <summary>
/// An amount that grows with time up to a burst, and may be overdrawn: what is taken beyond it must grow back first.
/// System.Threading.RateLimiting's bucket has a clock of its own, counts whole tokens and cannot be overdrawn.
/// Not safe for threads: its owner locks.
/// </summary>
internal sealed class TokenBucket
{
    /// <summary>Rounding must not refuse whoever comes back exactly when told to.</summary>
    private const double Tolerance = 1e-6;

    private readonly double _perSecond;
    private readonly double _burst;
    private readonly TimeProvider _time;
    private double _amount;
    private long _at;

    /// <summary>A full bucket.</summary>
    /// <param name="perSecond">Growth, above 0.</param>
    /// <param name="burst">Largest amount, and the amount at first; above 0.</param>
    /// <param name="time">The clock.</param>
    public TokenBucket(double perSecond, double burst, TimeProvider time)
    {
        (_perSecond, _burst, _time) = (perSecond, burst, time);
        (_amount, _at) = (burst, time.GetTimestamp());
    }

    /// <summary>
    /// How long until the cost is there; zero where it is there now. More than the burst is not waited for.
    /// </summary>
    public TimeSpan TimeUntil(double cost)
    {
        Grow();
        var missing = Math.Min(cost, _burst) - _amount;
        return missing <= Tolerance ? TimeSpan.Zero : Seconds(missing / _perSecond);
    }

    /// <summary>Takes the whole cost, there or not; a cost below 0 is given back.</summary>
    public void Take(double cost)
    {
        Grow();
        _amount = Math.Min(_burst, _amount - cost);
    }

    private void Grow()
    {
        var now = _time.GetTimestamp();
        _amount = Math.Min(_burst, _amount + (_time.GetElapsedTime(_at, now).TotalSeconds * _perSecond));
        _at = now;
    }

    private static TimeSpan Seconds(double seconds) =>
        TimeSpan.FromMilliseconds(Math.Ceiling(Math.Min(seconds, TimeSpan.SecondsPerDay) * 1000));
}
