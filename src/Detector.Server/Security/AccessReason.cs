namespace Detector.Server.Security;

/// <summary>Why somebody is not let in. Stable codes of the contract.</summary>
internal static class AccessReason
{
    /// <summary>Neither a key nor a certificate.</summary>
    public const string NoCredentials = "no_credentials";

    /// <summary>A key or certificate that is nobody's, or two of different clients.</summary>
    public const string BadCredentials = "bad_credentials";

    /// <summary>A page of another site, or a name that is not this machine.</summary>
    public const string NotAllowed = "not_allowed";

    /// <summary>Too much in too short a time.</summary>
    public const string RateLimited = "rate_limited";

    /// <summary>Too many images in work at the same time.</summary>
    public const string TooManyCalls = "too_many_calls";
}
