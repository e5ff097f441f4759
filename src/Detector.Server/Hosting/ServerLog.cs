using Detector.Batching;
using Detector.Calibration;

namespace Detector.Server.Hosting;

/// <summary>
/// Every log message of the server, in one place. Nothing about a picture but hash, size, verdict and timings; never a
/// client_reference, never a key. Ids: 1000 calls and hosting, 1050 HTTP and health, 1080 access.
/// </summary>
internal static partial class ServerLog
{
    [LoggerMessage(1000, LogLevel.Information,
        "Scored {Sha256}: {Verdict}; {Bytes} bytes, {Width}x{Height}, {Tiles} tiles; {Total:0.0} ms " +
        "(decode {Decode:0.0}, preprocess {Preprocess:0.0}, queue {Queue:0.0}, inference {Inference:0.0}, " +
        "postprocess {Postprocess:0.0}); client {Client}, {Lane}")]
    public static partial void Scored(
        this ILogger logger, string sha256, Verdict verdict, int bytes, int width, int height, int tiles, double total,
        double decode, double preprocess, double queue, double inference, double postprocess, string client, Lane lane);

    [LoggerMessage(1001, LogLevel.Information,
        "Not scored: {Reason}; {Bytes} bytes; {Total:0.0} ms; client {Client}, {Lane}")]
    public static partial void NotScored(
        this ILogger logger, string reason, int bytes, double total, string client, Lane lane);

    [LoggerMessage(1002, LogLevel.Error, "A call of {Client} failed for a reason that nobody foresaw; trace {TraceId}")]
    public static partial void CallBroke(this ILogger logger, Exception exception, string client, string traceId);

    [LoggerMessage(1003, LogLevel.Information,
        "Serving gRPC on {Grpc} and HTTP on {Http}{Tls} with {Model} {Version} on {Device}")]
    public static partial void Serving(
        this ILogger logger, string grpc, string http, string tls, string model, string version, string device);

    [LoggerMessage(1004, LogLevel.Information,
        "Stopping: {InFlight} pictures in flight; new ones are refused in {Delay} s, those in flight have {Seconds} s more")]
    public static partial void DrainBegins(this ILogger logger, int inFlight, double delay, double seconds);

    [LoggerMessage(1005, LogLevel.Warning, "The time to stop is over: {InFlight} pictures in flight are given up")]
    public static partial void DrainCut(this ILogger logger, int inFlight);
}
