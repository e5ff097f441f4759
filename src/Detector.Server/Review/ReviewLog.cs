namespace Detector.Server.Review;

/// <summary>
/// Log messages of the page's server side: ids from 1100. Never a key, a session's id or anything of a picture.
/// </summary>
internal static partial class ReviewLog
{
    [LoggerMessage(1100, LogLevel.Information, "{Client} signed in at the page")]
    public static partial void SignedIn(this ILogger logger, string client);

    [LoggerMessage(1101, LogLevel.Information, "{Client} signed out at the page")]
    public static partial void SignedOut(this ILogger logger, string client);
}
