using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Detector.Inference;

/// <summary>How the model is run. Configuration section "Inference".</summary>
public sealed class InferenceOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string SectionName = "Inference";

    /// <summary>Where the model runs. Default: auto.</summary>
    [EnumDataType(typeof(InferenceDevice))]
    public InferenceDevice Device { get; set; } = InferenceDevice.Auto;

    /// <summary>Threads of one model run on the CPU; 0 takes one per core. Default 0.</summary>
    [Range(0, 1024)]
    public int CpuThreads { get; set; }

    /// <summary>Number of the CUDA device. Default 0.</summary>
    [Range(0, 1023)]
    public int CudaDevice { get; set; }

    /// <summary>
    /// Largest accepted absolute difference of a golden logit on CUDA, where sums run in another order and convolutions may
    /// take reduced precision (TF32). The CPU is held to the package's own tolerance. Default 0.02.
    /// </summary>
    [Range(0, 10)]
    public double CudaGoldenTolerance { get; set; } = 0.02;
}

/// <summary>Checks <see cref="InferenceOptions"/> by their attributes.</summary>
[OptionsValidator]
internal sealed partial class InferenceOptionsValidator : IValidateOptions<InferenceOptions>;
