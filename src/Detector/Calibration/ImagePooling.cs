using System.Buffers;
using System.Numerics.Tensors;
using Detector.Heatmaps;
using Detector.ModelPackages;

namespace Detector.Calibration;

/// <summary>Makes the image's logit out of its tiles' logits.</summary>
public static class ImagePooling
{
    /// <summary>How many of the largest the method <c>statistics</c> averages beside the maximum.</summary>
    private const int StatisticsTop = 3;

    /// <summary>The method <c>statistics</c> averages one in so many of the map's cells.</summary>
    private const int MapTop = 256;

    /// <summary>Pools by <see cref="PoolingSpec.Method"/>. The order of the tiles does not matter.</summary>
    /// <param name="pooling">The manifest's pooling.</param>
    /// <param name="logits">One logit per tile, at least one.</param>
    /// <param name="map">The image's map; may be null where no weight counts on it.</param>
    /// <returns>The image's logit, before calibration.</returns>
    /// <exception cref="ArgumentException">There are no logits, or no map and it counts.</exception>
    public static double Pool(PoolingSpec pooling, ReadOnlySpan<float> logits, HeatGrid? map = null)
    {
        ArgumentNullException.ThrowIfNull(pooling);
        if (logits.IsEmpty)
        {
            throw new ArgumentException("An image has at least one tile; there are no logits.", nameof(logits));
        }

        return pooling.Method switch
        {
            PoolingMethod.Mean => Mean(logits),
            PoolingMethod.Max => TensorPrimitives.Max(logits),
            PoolingMethod.TopK => MeanOfLargest(logits, pooling.K),
            PoolingMethod.Statistics => Statistics(pooling, logits, map),
            _ => throw new ArgumentOutOfRangeException(
                nameof(pooling), pooling.Method, "pooling.method is not known here."),
        };
    }

    private static double Statistics(PoolingSpec pooling, ReadOnlySpan<float> logits, HeatGrid? map) =>
        (pooling.MaxWeight * TensorPrimitives.Max(logits)) +
        (pooling.Top3Weight * MeanOfLargest(logits, StatisticsTop)) +
        (pooling.MeanWeight * Mean(logits)) +
        MapTopPart(pooling, map) +
        (pooling.LogCountWeight * Math.Log(logits.Length));

    private static double MapTopPart(PoolingSpec pooling, HeatGrid? map)
    {
        if (pooling.MapTopWeight == 0)
        {
            return 0;
        }

        return pooling.MapTopWeight * (map?.TopLogit(MapTop)
            ?? throw new ArgumentException("pooling.map_top_weight counts on a map, and there is none.", nameof(map)));
    }

    private static double Mean(ReadOnlySpan<float> logits)
    {
        var sum = 0.0;
        foreach (var logit in logits)
        {
            sum += logit;
        }

        return sum / logits.Length;
    }

    /// <summary>Fewer tiles than k: the mean of all.</summary>
    private static double MeanOfLargest(ReadOnlySpan<float> logits, int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1, "pooling.k");
        if (k >= logits.Length)
        {
            return Mean(logits);
        }

        var rented = ArrayPool<float>.Shared.Rent(logits.Length);
        var sorted = rented.AsSpan(0, logits.Length);
        logits.CopyTo(sorted);
        sorted.Sort();
        var mean = Mean(sorted[^k..]);
        ArrayPool<float>.Shared.Return(rented);
        return mean;
    }
}
