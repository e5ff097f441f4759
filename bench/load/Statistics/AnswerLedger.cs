using System.Collections.Concurrent;

namespace Detector.Load.Statistics;

/// <summary>
/// Keeps book of references, so that every picture sent is seen to be answered exactly once. Remembers open references
/// only, so that long runs stay small. Thread-safe.
/// </summary>
internal sealed class AnswerLedger
{
    private readonly ConcurrentDictionary<long, byte> _open = new();
    private long _issued;
    private long _closed;
    private long _doubled;
    private long _unknown;

    /// <summary>References given out.</summary>
    public long Issued => Interlocked.Read(ref _issued);

    /// <summary>References answered at least once; a refusal or an error is an answer too.</summary>
    public long Closed => Interlocked.Read(ref _closed);

    /// <summary>Answers for references that were answered already.</summary>
    public long Doubled => Interlocked.Read(ref _doubled);

    /// <summary>Answers for references that were never given out, or that cannot be read.</summary>
    public long Unknown => Interlocked.Read(ref _unknown);

    /// <summary>References still without an answer; at the end of a run: lost.</summary>
    public long Open => _open.Count;

    /// <summary>A new reference, from 1.</summary>
    public long Issue()
    {
        var number = Interlocked.Increment(ref _issued);
        _open.TryAdd(number, 0);
        return number;
    }

    /// <summary>Books one answer.</summary>
    /// <param name="number">The reference that it names.</param>
    /// <returns>True for the first answer of a reference that was given out.</returns>
    public bool Close(long number)
    {
        if (_open.TryRemove(number, out _))
        {
            Interlocked.Increment(ref _closed);
            return true;
        }

        Interlocked.Increment(ref number > 0 && number <= Issued ? ref _doubled : ref _unknown);
        return false;
    }
}
