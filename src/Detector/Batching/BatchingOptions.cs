using System.ComponentModel.DataAnnotations;

namespace Detector.Batching;

/// <summary>How tiles of several images are joined into batches.</summary>
public sealed class BatchingOptions
{
    /// <summary>Largest number of tiles in a batch. Default 16.</summary>
    [Range(1, 1024)]
    public int MaxBatchTiles { get; set; } = 16;

    /// <summary>
    /// How long a batch that is not full waits for more tiles, counted from its oldest image. Default 0: batches grow by
    /// themselves while the device is busy, and an idle device starts at once.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan Linger { get; set; } = TimeSpan.Zero;

    /// <summary>How many images may wait for the device; further callers wait for a place. Default 64.</summary>
    [Range(1, 65536)]
    public int MaxQueuedImages { get; set; } = 64;
}
