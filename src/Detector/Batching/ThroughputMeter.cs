using System.Numerics;

namespace Detector.Batching;

/// <summary>
/// What the device and the processor take, learnt from what they took: exponentially weighted means, by batch size, since a
/// batch of one costs a GPU as much as one of many. What was learnt fades while nothing is learnt: otherwise a slow moment
/// could make an idle server turn everybody away for ever. Thread-safe.
/// </summary>
/// <param name="time">Clock.</param>
internal sealed class ThroughputMeter(TimeProvider time)
{
    /// <summary>Weight of the newest observation: about the last ten count.</summary>
    private const double Weight = 0.2;

    /// <summary>Half of what was learnt is believed after this time without news.</summary>
    private static readonly TimeSpan HalfLife = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();

    /// <summary>Seconds of a batch, by the power of two at or above its size; 0 where none was seen.</summary>
    private readonly double[] _batchSeconds = new double[12];
    private double _secondsPerPixel;
    private string? _device;
    private long _learnt = time.GetTimestamp();

    /// <summary>Notes one run of the device. One in which another device took over says nothing of either; what was learnt of
    /// the former one is forgotten.</summary>
    /// <param name="before">Name of the device in use before the run.</param>
    /// <param name="after">Name of the device in use after it.</param>
    /// <param name="tiles">Tiles that were run, at least 1.</param>
    /// <param name="elapsed">How long it took.</param>
    public void RecordBatch(string before, string after, int tiles, TimeSpan elapsed)
    {
        lock (_gate)
        {
            if (after != _device)
            {
                Array.Clear(_batchSeconds);
                _device = after;
            }

            if (before != after)
            {
                return;
            }

            Learn(ref _batchSeconds[Class(tiles)], elapsed.TotalSeconds * (1 << Class(tiles)) / tiles);
        }
    }

    /// <summary>Notes one preparation: decoding and framing.</summary>
    /// <param name="pixels">Pixels of the image.</param>
    /// <param name="elapsed">How long it took.</param>
    public void RecordPreparation(long pixels, TimeSpan elapsed)
    {
        lock (_gate)
        {
            Learn(ref _secondsPerPixel, elapsed.TotalSeconds / pixels);
        }
    }

    /// <summary>Time that the device takes for some tiles, in batches of at most <paramref name="largest"/>.</summary>
    /// <returns>Zero while nothing was measured.</returns>
    public TimeSpan Inference(long tiles, int largest)
    {
        if (tiles <= 0)
        {
            return TimeSpan.Zero;
        }

        lock (_gate)
        {
            var whole = tiles / largest;
            var rest = (int)(tiles % largest);
            return TimeSpan.FromSeconds(Trust() * ((whole * Seconds(largest)) + (rest == 0 ? 0 : Seconds(rest))));
        }
    }

    /// <summary>Time that preparing an image takes.</summary>
    public TimeSpan Preparation(long pixels)
    {
        lock (_gate)
        {
            return TimeSpan.FromSeconds(Trust() * pixels * _secondsPerPixel);
        }
    }

    private void Learn(ref double mean, double value)
    {
        _learnt = time.GetTimestamp();
        mean = mean == 0 ? value : mean + (Weight * (value - mean));
    }

    private double Trust() => Math.Pow(0.5, time.GetElapsedTime(_learnt) / HalfLife);

    private static int Class(int tiles) => BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)Math.Min(tiles, 2048)));

    /// <summary>Seconds of one batch: of its own class, or by the tile from the nearest class that was seen.</summary>
    private double Seconds(int tiles)
    {
        var own = Class(tiles);
        for (var distance = 0; distance < _batchSeconds.Length; distance++)
        {
            foreach (var near in (ReadOnlySpan<int>)[own + distance, own - distance])
            {
                if (near >= 0 && near < _batchSeconds.Length && _batchSeconds[near] > 0)
                {
                    return _batchSeconds[near] * tiles / (1 << near);
                }
            }
        }

        return 0;
    }
}
