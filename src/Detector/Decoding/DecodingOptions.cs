using System.ComponentModel.DataAnnotations;

namespace Detector.Decoding;

/// <summary>Which images are taken in. Configuration section "Decoding".</summary>
public sealed class DecodingOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string SectionName = "Decoding";

    /// <summary>Largest encoded image in bytes. Default 32 MiB.</summary>
    [Range(1024, int.MaxValue)]
    public int MaxBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>
    /// Largest image in pixels, as its header states them. Default 100 million. One image takes up to 3 bytes for
    /// each while it is decoded, 6 where it must be turned upright.
    /// </summary>
    [Range(4096, 700_000_000)]
    public int MaxPixels { get; set; } = 100_000_000;

    /// <summary>Shortest side in pixels: below it an image holds too little to carry a trace. Default 64.</summary>
    [Range(1, 4096)]
    public int MinSide { get; set; } = 64;
}
