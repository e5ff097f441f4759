namespace Detector.Telemetry;

/// <summary>Names of spans; those of stages are also the values of <see cref="TagNames.Stage"/>.</summary>
public static class SpanNames
{
    /// <summary>From bytes to pixels, with the hash.</summary>
    public const string Decode = "decode";

    /// <summary>From pixels to tiles.</summary>
    public const string Preprocess = "preprocess";

    /// <summary>Waiting, for a worker or for the device.</summary>
    public const string Queue = "queue";

    /// <summary>From the begin of the first batch with tiles of the image to the end of the last one.</summary>
    public const string Inference = "inference";

    /// <summary>From raw outputs to the answer.</summary>
    public const string Postprocess = "postprocess";

    /// <summary>One run of the device, for all images in it.</summary>
    public const string Batch = "batch";
}
