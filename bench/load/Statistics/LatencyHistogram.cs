using System.Numerics;

namespace Detector.Load.Statistics;

/// <summary>
/// Counts latencies in buckets that grow with the value, as HDR histograms do: 128 buckets of equal width between each
/// power of two and the next, so that no bucket is wider than 1/128 (0.8 %) of its values, from 1 microsecond to 10
/// minutes. Smallest, largest and mean are exact. One thread at a time.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int Bits = 7;
    private const int SubBuckets = 1 << Bits;

    /// <summary>Longer ones count in the last bucket.</summary>
    private static readonly long LongestMicroseconds = (long)TimeSpan.FromMinutes(10).TotalMicroseconds;

    private readonly long[] _counts = new long[IndexOf(LongestMicroseconds) + 1];
    private long _ticks;
    private long _minTicks = long.MaxValue;
    private long _maxTicks;

    /// <summary>Latencies recorded.</summary>
    public long Count { get; private set; }

    /// <summary>The shortest one, exactly; zero where none was recorded.</summary>
    public TimeSpan Min => Count == 0 ? TimeSpan.Zero : new TimeSpan(_minTicks);

    /// <summary>The longest one, exactly; zero where none was recorded.</summary>
    public TimeSpan Max => new(_maxTicks);

    /// <summary>The exact mean; zero where none was recorded.</summary>
    public TimeSpan Mean => Count == 0 ? TimeSpan.Zero : new TimeSpan(_ticks / Count);

    /// <summary>Counts one latency; a negative one counts as zero.</summary>
    public void Record(TimeSpan latency)
    {
        var ticks = Math.Max(0, latency.Ticks);
        var microseconds = Math.Min(ticks / TimeSpan.TicksPerMicrosecond, LongestMicroseconds);
        _counts[IndexOf(microseconds)]++;
        Count++;
        _ticks += ticks;
        _minTicks = Math.Min(_minTicks, ticks);
        _maxTicks = Math.Max(_maxTicks, ticks);
    }

    /// <summary>Counts all that another one has counted.</summary>
    public void Add(LatencyHistogram other)
    {
        for (var i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }

        Count += other.Count;
        _ticks += other._ticks;
        _minTicks = Math.Min(_minTicks, other._minTicks);
        _maxTicks = Math.Max(_maxTicks, other._maxTicks);
    }

    /// <summary>
    /// The latency that a share of all does not exceed, by nearest rank. The end of its bucket, so never too short and
    /// at most 0.8 % too long. Zero where none was recorded.
    /// </summary>
    /// <param name="percent">Over 0, up to 100.</param>
    public TimeSpan Percentile(double percent)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(percent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);

        // Without the small step back 99.9 % of 1000 would be the last one: 0.999 is not exact in binary.
        var rank = Math.Max(1, (long)Math.Ceiling((percent / 100 * Count) - 1e-9));
        var seen = 0L;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= rank)
            {
                return i == _counts.Length - 1 ? Max : Min > UpperEnd(i) ? Min : Max < UpperEnd(i) ? Max : UpperEnd(i);
            }
        }

        return TimeSpan.Zero;
    }

    private static int IndexOf(long microseconds)
    {
        if (microseconds < SubBuckets)
        {
            return (int)microseconds;
        }

        // The highest eight bits of the value name its bucket; they begin with a one, which tells the octaves apart.
        var octave = BitOperations.Log2((ulong)microseconds) - Bits;
        return (octave * SubBuckets) + (int)(microseconds >> octave);
    }

    private static TimeSpan UpperEnd(int index)
    {
        var octave = Math.Max(0, (index / SubBuckets) - 1);
        var first = (long)(index - (octave * SubBuckets)) << octave;
        return TimeSpan.FromMicroseconds(first + (1L << octave));
    }
}
