using System.Net;

namespace Detector.Server.Security;

/// <summary>Log messages about who is let in. Ids from 1080. Never a key, nor a hash of one.</summary>
internal static partial class AccessLog
{
    [LoggerMessage(1080, LogLevel.Information,
        "Access: {Clients} clients with {Keys} keys and {Names} certificate names")]
    public static partial void AccessLoaded(this ILogger logger, int clients, int keys, int names);

    [LoggerMessage(1081, LogLevel.Information, "Access: no clients are configured; anybody on this machine may call")]
    public static partial void AccessOpen(this ILogger logger);

    [LoggerMessage(1082, LogLevel.Warning,
        "The new access configuration is refused, the one before stays in force: {Reason}")]
    public static partial void AccessReloadRefused(this ILogger logger, string reason);

    [LoggerMessage(1083, LogLevel.Warning, "Bad credentials from {Address}: {Problem}")]
    public static partial void BadCredentials(this ILogger logger, IPAddress address, string problem);

    [LoggerMessage(1084, LogLevel.Warning,
        "{Address} sent bad credentials {Count} times within a minute; its credentials are refused until it is over")]
    public static partial void AddressBlocked(this ILogger logger, IPAddress address, int count);

    [LoggerMessage(1085, LogLevel.Warning,
        "A client certificate is refused ({Problem}); subject {Subject}, issuer {Issuer}")]
    public static partial void CertificateRefused(this ILogger logger, string problem, string subject, string issuer);
}
