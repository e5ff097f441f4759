using Detector.Benchmarks;
using Detector.ModelPackages;
using Microsoft.ML.OnnxRuntime;

namespace Detector.Load.Serving;

/// <summary>The bare runtime on ready tensors, in the server's process: what the server is compared with.</summary>
/// <param name="package">The model that is served.</param>
/// <param name="device">Where it is served: cpu or cuda.</param>
/// <param name="time">Clock.</param>
internal sealed class BareLoop(ModelPackage package, string device, TimeProvider time) : IDisposable
{
    private readonly BareRuntime _runtime = new(package, device);

    /// <summary>Tiles per second at one batch size, after one run that is not counted.</summary>
    /// <param name="tiles">Batch size.</param>
    /// <param name="length">Of the measurement.</param>
    public double Measure(int tiles, TimeSpan length)
    {
        using var input = _runtime.CreateInput(tiles);
        return Measure(input, tiles, length);
    }

    /// <summary>The best batch size among the powers of two up to a largest one, and the largest one itself.</summary>
    /// <param name="largest">Batch size, at least 1.</param>
    /// <param name="length">Of the measurement of each size.</param>
    public int FindBest(int largest, TimeSpan length)
    {
        var (best, bestRate) = (1, 0.0);
        for (var tiles = 1; ; tiles = Math.Min(tiles * 2, largest))
        {
            var rate = Measure(tiles, length);
            (best, bestRate) = rate > bestRate ? (tiles, rate) : (best, bestRate);
            if (tiles == largest)
            {
                return best;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _runtime.Dispose();

    private double Measure(OrtValue input, int tiles, TimeSpan length)
    {
        _runtime.Run(input);
        var runs = 0;
        var start = time.GetTimestamp();
        while (time.GetElapsedTime(start) < length)
        {
            _runtime.Run(input);
            runs++;
        }

        return runs * tiles / time.GetElapsedTime(start).TotalSeconds;
    }
}
