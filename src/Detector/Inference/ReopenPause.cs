namespace Detector.Inference;

/// <summary>
/// Pauses between devices that are opened one after the other in place of a broken one: each may cost a thread and its
/// buffers. None before the first, 5 s before the second, doubling up to 80 s, until one of them works.
/// </summary>
internal sealed class ReopenPause(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = 16 * First;

    private TimeSpan _length;
    private long _since;

    /// <summary>What is left of it; not above zero when a device may be opened.</summary>
    public TimeSpan Left => _length - time.GetElapsedTime(_since);

    /// <summary>A device is about to be opened: the pause after it, should it not work, is longer.</summary>
    public void Lengthen()
    {
        _length = _length == TimeSpan.Zero ? First : TimeSpan.FromTicks(Math.Min(2 * _length.Ticks, Longest.Ticks));
        Restart();
    }

    /// <summary>A device broke: the pause begins now.</summary>
    public void Restart() => _since = time.GetTimestamp();

    /// <summary>A device works.</summary>
    public void Clear() => _length = TimeSpan.Zero;
}
