namespace Detector.Load.Statistics;

/// <summary>Resident memory of one process over time. One thread at a time.</summary>
internal sealed class MemorySamples
{
    private readonly List<(TimeSpan At, long Bytes)> _samples = [];

    /// <summary>Samples taken.</summary>
    public int Count => _samples.Count;

    /// <summary>Notes one sample.</summary>
    /// <param name="at">Since the begin of the run.</param>
    /// <param name="bytes">Resident memory.</param>
    public void Add(TimeSpan at, long bytes) => _samples.Add((at, bytes));

    /// <summary>Mean bytes of each full minute, and of a last one of at least half a minute; in order.</summary>
    public IReadOnlyList<double> MinuteMeans()
    {
        var minutes = _samples.GroupBy(sample => (int)sample.At.TotalMinutes).OrderBy(minute => minute.Key).ToList();
        if (minutes.Count > 1 && minutes[^1].Max(sample => sample.At) - TimeSpan.FromMinutes(minutes[^1].Key)
            < TimeSpan.FromSeconds(30))
        {
            minutes.RemoveAt(minutes.Count - 1);
        }

        return [.. minutes.Select(minute => minute.Average(sample => (double)sample.Bytes))];
    }

    /// <summary>Mean of the last minute over that of the second one; null before there are three.</summary>
    public double? LastOverSecondMinute => MinuteMeans() is { Count: >= 3 } means ? means[^1] / means[1] : null;

    /// <summary>The largest sample, bytes; 0 without one.</summary>
    public long Largest => _samples.Count == 0 ? 0 : _samples.Max(sample => sample.Bytes);
}
