namespace Detector;

/// <summary>Times consecutive stages.</summary>
internal sealed class StageWatch(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private long _last = time.GetTimestamp();

    /// <summary>Since the beginning.</summary>
    public TimeSpan Total => time.GetElapsedTime(_start);

    /// <summary>Since the last lap.</summary>
    public TimeSpan Lap()
    {
        var now = time.GetTimestamp();
        var lap = time.GetElapsedTime(_last, now);
        _last = now;
        return lap;
    }
}
