namespace Detector.ModelPackages;

/// <summary>Order of the input tensor's axes.</summary>
public enum TensorLayout
{
    /// <summary>Batch, channel, row, column.</summary>
    Nchw,

    /// <summary>Batch, row, column, channel.</summary>
    Nhwc,
}

/// <summary>Element type of the input tensor.</summary>
public enum TensorType
{
    /// <summary>32-bit floating point.</summary>
    Float32,
}

/// <summary>Order of the colour channels.</summary>
public enum ChannelOrder
{
    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Blue, green, red.</summary>
    Bgr,
}

/// <summary>How an image becomes model inputs.</summary>
public enum FramingMethod
{
    /// <summary>Overlapping square windows at native resolution.</summary>
    Tiles,

    /// <summary>The whole image stretched to the square.</summary>
    Resize,

    /// <summary>The central square, after an optional resize of the shorter side.</summary>
    CenterCrop,
}

/// <summary>Resampling kernel.</summary>
public enum ResampleFilter
{
    /// <summary>Triangle, radius 1.</summary>
    Bilinear,

    /// <summary>Cubic convolution (Keys 1981), a = -0.5, radius 2.</summary>
    Bicubic,

    /// <summary>Lanczos, radius 3.</summary>
    Lanczos,
}

/// <summary>What an output's values are.</summary>
public enum OutputKind
{
    /// <summary>Log-odds of manipulated.</summary>
    Logit,

    /// <summary>Probability of manipulated, 0 to 1.</summary>
    Probability,

    /// <summary>Raw class scores, before the softmax.</summary>
    Softmax,
}

/// <summary>How tile logits become the image's logit.</summary>
public enum PoolingMethod
{
    /// <summary>Mean of all tile logits.</summary>
    Mean,

    /// <summary>The largest tile logit.</summary>
    Max,

    /// <summary>Mean of the k largest tile logits.</summary>
    TopK,

    /// <summary>Weighted sum of max, top-3 mean, mean and log count.</summary>
    Statistics,
}

/// <summary>How a logit becomes a probability.</summary>
public enum CalibrationMethod
{
    /// <summary>The plain logistic function.</summary>
    None,

    /// <summary>Platt scaling.</summary>
    Platt,
}

/// <summary>How the kind of manipulation is found.</summary>
public enum KindsMethod
{
    /// <summary>By the share of the image that the map covers.</summary>
    MapCoverage,

    /// <summary>The model knows one kind.</summary>
    Fixed,
}

/// <summary>What was done to an image.</summary>
public enum ManipulationKind
{
    /// <summary>No evidence of manipulation.</summary>
    None,

    /// <summary>The whole frame comes out of a generator.</summary>
    FullyGenerated,

    /// <summary>A part of the frame was regenerated or pasted.</summary>
    LocallyEdited,
}
