namespace Detector.Server.Http;

/// <summary>Reasons that only HTTP knows, beside those of the contract.</summary>
internal static class HttpReasons
{
    /// <summary>Nothing is served under that path.</summary>
    public const string NoSuchPath = "no_such_path";

    /// <summary>The path is served, but not with that method.</summary>
    public const string MethodNotAllowed = "method_not_allowed";

    /// <summary>The body's Content-Type is none that holds a picture.</summary>
    public const string UnsupportedContentType = "unsupported_content_type";

    /// <summary>The request breaks the rules of HTTP or of multipart, or ended too soon.</summary>
    public const string MalformedRequest = "malformed_request";

    /// <summary>The body came too slowly.</summary>
    public const string SlowRequest = "slow_request";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [NoSuchPath, MethodNotAllowed, UnsupportedContentType, MalformedRequest, SlowRequest];
}
