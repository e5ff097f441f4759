using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Detector;

/// <summary>Which model package is served, and how much memory its images may take. Configuration section "Detector".</summary>
public sealed class DetectorOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string SectionName = "Detector";

    /// <summary>Folder of the model package. Default: models/trace beside the program.</summary>
    [Required(AllowEmptyStrings = false)]
    public string ModelDirectory { get; set; } = Path.Combine(AppContext.BaseDirectory, "models", "trace");

    /// <summary>
    /// Decoded pixels held at once over all images in flight, bytes. An image that is larger by itself is scored alone.
    /// Default 192 MiB, which is 64 megapixels.
    /// </summary>
    [Range(1L << 20, 1L << 40)]
    public long PixelBudgetBytes { get; set; } = 192L << 20;
}

/// <summary>Checks <see cref="DetectorOptions"/> by their attributes.</summary>
[OptionsValidator]
internal sealed partial class DetectorOptionsValidator : IValidateOptions<DetectorOptions>;
