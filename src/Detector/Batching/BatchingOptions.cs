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
    /// Largest number of tiles in a batch. Default 0: what suits the device, 4 on a CPU, where more only takes memory, and
    /// 32 on CUDA.
    /// </summary>
    [Range(0, 1024)]
    public int MaxBatchTiles { get; set; }

    /// <summary>
    /// How long a batch that is not full waits for more tiles, counted from its oldest image, milliseconds. Default 0:
    /// batches grow by themselves while the device is busy, and an idle device starts at once.
    /// </summary>
    [Range(0, 10_000)]
    public double LingerMilliseconds { get; set; }

    /// <summary>How many images may wait for the device; further callers wait for a place. Default 64.</summary>
    [Range(1, 65536)]
    public int MaxQueuedImages { get; set; } = 64;

    /// <summary>Largest number of tiles in a batch on one device.</summary>
    /// <param name="device">Name of the device: cpu or cuda.</param>
    public int TilesOn(string device) => MaxBatchTiles > 0 ? MaxBatchTiles : device == OnnxBackend.CudaName ? 32 : 4;
}

/// <summary>Checks <see cref="BatchingOptions"/> by their attributes.</summary>
[OptionsValidator]
internal sealed partial class BatchingOptionsValidator : IValidateOptions<BatchingOptions>;
