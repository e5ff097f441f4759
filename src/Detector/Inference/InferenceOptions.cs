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

    /// <summary>
    /// How long one batch may take on a device, seconds. After that it is asked to stop, and given up 2 s later; the device
    /// counts as lost. Default 30.
    /// </summary>
    [Range(1, 3600)]
    public int RunTimeoutSeconds { get; set; } = 30;

    /// <summary>How long opening, checking and warming up a device may take, seconds. Default 300.</summary>
    [Range(1, 3600)]
    public int OpenTimeoutSeconds { get; set; } = 300;

    /// <summary>
    /// Pause before a lost device is tried again, seconds; doubled after each failure, up to 16 times this. 0 never tries
    /// again. Default 60.
    /// </summary>
    [Range(0, 86_400)]
    public int ProbeSeconds { get; set; } = 60;
}

/// <summary>Checks <see cref="InferenceOptions"/> by their attributes.</summary>
[OptionsValidator]
internal sealed partial class InferenceOptionsValidator : IValidateOptions<InferenceOptions>;
