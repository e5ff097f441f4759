namespace Detector.Inference;

/// <summary>Where the model runs.</summary>
public enum InferenceDevice
{
    /// <summary>CUDA where it works and scores as it should, otherwise the CPU.</summary>
    Auto,

    /// <summary>CUDA or nothing: a start without a working GPU is refused.</summary>
    Cuda,

    /// <summary>The CPU.</summary>
    Cpu,
}
