using System.ComponentModel.DataAnnotations;
using Detector.Inference;
using Microsoft.Extensions.Options;

namespace Detector.Batching;

/// <summary>How tiles of several images are joined into batches. Configuration section "Batching".</summary>
public sealed class BatchingOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string SectionName = "Batching";

    /// <summary>
    /// Largest number of tiles in a batch. Default 0: what suits the device, one per core but at least 4 on a CPU, where more
    /// only takes memory, and 32 on CUDA.
    /// </summary>
    [Range(0, 1024)]
    public int MaxBatchTiles { get; set; }

    /// <summary>
    /// How long a batch that is not full waits for more tiles, counted from its oldest image, milliseconds. Default 0:
    /// batches grow by themselves while the device is busy, and an idle device starts at once.
    /// </summary>
    [Range(0, 10_000)]
    public double LingerMilliseconds { get; set; }

    /// <summary>
    /// Tiles of all images that wait or run. Bulk may take three quarters of it. An image that is larger by itself is let in when
    /// nothing else of its lane is there. Default 4096.
    /// </summary>
    [Range(1, 1 << 24)]
    public int MaxQueuedTiles { get; set; } = 4096;

    /// <summary>Encoded bytes of all images that wait or run, as for the tiles. Default 256 MiB.</summary>
    [Range(1L << 20, 1L << 40)]
    public long MaxQueuedBytes { get; set; } = 256L << 20;

    /// <summary>
    /// Share of the batches that bulk images get while interactive ones wait, so that bulk goes on under any load. Default 0.2:
    /// every fifth batch.
    /// </summary>
    [Range(0.01, 0.9)]
    public double BulkShare { get; set; } = 0.2;

    /// <summary>Threads that decode images and draw maps; 0 takes one per core. Default 0.</summary>
    [Range(0, 1024)]
    public int Workers { get; set; }

    /// <summary>Largest number of tiles in a batch on one device.</summary>
    /// <param name="device">Name of the device: cpu or cuda.</param>
    public int TilesOn(string device) => MaxBatchTiles > 0
        ? MaxBatchTiles
        : device == OnnxBackend.CudaName ? 32 : Math.Max(4, Environment.ProcessorCount);
}

/// <summary>Checks <see cref="BatchingOptions"/> by their attributes.</summary>
[OptionsValidator]
internal sealed partial class BatchingOptionsValidator : IValidateOptions<BatchingOptions>;
