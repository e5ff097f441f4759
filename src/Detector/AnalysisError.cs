namespace Detector;

/// <summary>The closed set of reasons for which an image gets no score. Codes are stable: clients branch on them.</summary>
public static class AnalysisErrorReason
{
    /// <summary>The bytes are no image of any known kind (or there are none).</summary>
    public const string NotAnImage = "not_an_image";

    /// <summary>The bytes are an image of a kind that is not accepted.</summary>
    public const string UnsupportedFormat = "unsupported_format";

    /// <summary>The image is truncated or its data do not decode.</summary>
    public const string CorruptImage = "corrupt_image";

    /// <summary>The header states more pixels than the limit; nothing was decoded.</summary>
    public const string TooManyPixels = "too_many_pixels";

    /// <summary>The encoded image is larger than the limit; nothing was decoded.</summary>
    public const string TooManyBytes = "too_many_bytes";

    /// <summary>The smallest side is under the limit: too few pixels to carry a trace.</summary>
    public const string TooSmall = "too_small";

    /// <summary>The model could not score this image, alone or in a batch.</summary>
    public const string InferenceFailed = "inference_failed";

    /// <summary>Another failure, which the message names; the image itself may be fine.</summary>
    public const string Internal = "internal";
}

/// <summary>Thrown when one image cannot be scored. Says why in a stable code and what to do in words.</summary>
/// <param name="reason">One of <see cref="AnalysisErrorReason"/>.</param>
/// <param name="message">Names the field, its value, the limit and the fix. Never holds image data.</param>
/// <param name="innerException">The cause, where there is one.</param>
public sealed class AnalysisException(string reason, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>Stable reason code, one of <see cref="AnalysisErrorReason"/>.</summary>
    public string Reason { get; } = reason;
}
