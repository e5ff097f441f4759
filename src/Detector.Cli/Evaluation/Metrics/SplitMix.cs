namespace Detector.Cli.Evaluation.Metrics;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): small, and the same numbers for a seed on every machine and
/// runtime.
/// </summary>
/// <param name="state">The seed.</param>
internal sealed class SplitMix(ulong state)
{
    private ulong _state = state;

    /// <summary>A generator of its own for one use, so that a further figure does not change the others.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="use">What it is for; hashed by FNV-1a, 64 bits.</param>
    public static SplitMix For(int seed, string use)
    {
        var hash = 14695981039346656037UL ^ (uint)seed;
        foreach (var c in use)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        return new SplitMix(hash);
    }

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15UL;
        var z = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to below a limit.</summary>
    /// <param name="limit">Over 0.</param>
    public int Below(int limit) => (int)Math.BigMul(Next(), (ulong)limit, out _);

    /// <summary>A number from 0 to below 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Brings a list into random order (Fisher and Yates).</summary>
    /// <param name="list">The list.</param>
    public void Shuffle<T>(T[] list)
    {
        for (var i = list.Length - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (list[i], list[j]) = (list[j], list[i]);
        }
    }
}
