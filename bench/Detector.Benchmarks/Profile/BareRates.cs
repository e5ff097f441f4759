using Detector.ModelPackages;

namespace Detector.Benchmarks.Profile;

/// <summary>Tiles per second of the bare runtime, for several batch sizes: which is best differs by machine.</summary>
internal sealed class BareRates(ModelPackage package, string device, TimeProvider time)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(3);

    /// <summary>Tiles per second by batch size: powers of two up to the largest batch that the library forms.</summary>
    public IReadOnlyDictionary<int, double> Measure(int largestBatch)
    {
        using var runtime = new BareRuntime(package, device);
        var rates = new Dictionary<int, double>();
        for (var tiles = 1; tiles <= largestBatch; tiles *= 2)
        {
            rates.Add(tiles, Measure(runtime, tiles));
        }

        return rates;
    }

    private double Measure(BareRuntime runtime, int tiles)
    {
        using var input = runtime.CreateInput(tiles);
        runtime.Run(input);
        var runs = 0;
        var start = time.GetTimestamp();
        while (time.GetElapsedTime(start) < Shortest)
        {
            runtime.Run(input);
            runs++;
        }

        return runs * tiles / time.GetElapsedTime(start).TotalSeconds;
    }
}
