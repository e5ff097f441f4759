namespace Detector.Server.Hosting;

/// <summary>Messages of HTTP, health and reflection: ids from 1050.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(1050, LogLevel.Error, "{Method} {Endpoint} failed for a reason that nobody foresaw")]
    public static partial void RequestBroke(this ILogger logger, Exception exception, string method, string endpoint);
}
