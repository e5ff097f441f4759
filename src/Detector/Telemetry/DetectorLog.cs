using Microsoft.Extensions.Logging;

namespace Detector.Telemetry;

/// <summary>Every log message of the library, in one place. None carries image data: hashes, sizes and timings only.</summary>
internal static partial class DetectorLog
{
    [LoggerMessage(1, LogLevel.Information,
        "Model {Model} {Version} is ready on {Device}; largest golden deviation {Deviation}")]
    public static partial void DeviceReady(
        this ILogger logger, string device, string model, string version, double deviation);

    [LoggerMessage(2, LogLevel.Information, "CUDA is not used, the CPU is: {Reason}")]
    public static partial void CudaUnavailable(this ILogger logger, string reason);

    [LoggerMessage(3, LogLevel.Warning, "A batch of {Tiles} tiles of {Images} images failed on {Device}; each is tried alone")]
    public static partial void BatchFailed(this ILogger logger, Exception exception, int tiles, int images, string device);

    [LoggerMessage(4, LogLevel.Warning, "An image of {Tiles} tiles got no score on {Device}")]
    public static partial void ImageFailed(this ILogger logger, Exception exception, int tiles, string device);

    [LoggerMessage(5, LogLevel.Error, "The device {Device} is given up, {Fallback} takes over: {Reason}")]
    public static partial void DeviceLost(this ILogger logger, string device, string fallback, string reason);

    [LoggerMessage(6, LogLevel.Critical, "No device answers; the next run tries a freshly opened one: {Reason}")]
    public static partial void DevicesFailed(this ILogger logger, string reason);

    [LoggerMessage(7, LogLevel.Information, "The device {Device} is back in use")]
    public static partial void DeviceBack(this ILogger logger, string device);

    [LoggerMessage(8, LogLevel.Information, "The device {Device} still cannot be used: {Reason}")]
    public static partial void DeviceStillLost(this ILogger logger, string device, string reason);

    [LoggerMessage(9, LogLevel.Error, "A subscriber to changes of the device failed")]
    public static partial void DeviceSubscriberFailed(this ILogger logger, Exception exception);

    [LoggerMessage(10, LogLevel.Warning, "{Count} more like the next one were left out since the last one")]
    public static partial void LeftOut(this ILogger logger, long count);
}
