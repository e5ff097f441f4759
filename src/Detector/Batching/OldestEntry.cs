namespace Detector.Batching;

/// <summary>Since when those who wait have waited, by lane. Thread-safe.</summary>
/// <param name="time">Clock.</param>
internal sealed class OldestEntry(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<long>[] _entered = [new(), new()];

    /// <summary>One more waits, from now on.</summary>
    public LinkedListNode<long> Add(Lane lane)
    {
        lock (_gate)
        {
            return _entered[(int)lane].AddLast(time.GetTimestamp());
        }
    }

    /// <summary>One waits no more. Twice does nothing.</summary>
    public void Remove(LinkedListNode<long> entry)
    {
        lock (_gate)
        {
            entry.List?.Remove(entry);
        }
    }

    /// <summary>How long the one that has waited longest has waited; zero when nobody waits.</summary>
    public TimeSpan Age(Lane lane)
    {
        lock (_gate)
        {
            return _entered[(int)lane].First is { Value: var first } ? time.GetElapsedTime(first) : TimeSpan.Zero;
        }
    }
}
